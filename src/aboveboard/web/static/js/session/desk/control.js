/**
 * Control of the customer's computer: a tool beside pointing and drawing that is chosen, never the first one. It ends
 * with the permission, with another tool, and whenever this page is not the one that is looked at; then everything that
 * was held over there is let go of. The page only asks: whether input is obeyed is said by the customer's end.
 */
import { TYPE } from '../../wire/gates.js';
import { fill, find } from '../text.js';
import { InputKeys } from './input_keys.js';
import { Pace } from './input_pace.js';
import { InputPointer } from './input_pointer.js';

/** Whoever holds something without a word is taken for gone after some seconds. */
const PULSE_MS = 3_000;

export class Control {
  #active = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pulse;
  #why = '';
  /** @type {InputKeys} */
  #keys;
  /** @type {InputPointer} */
  #pointer;
  /** @type {Pace} */
  #pace;

  /**
   * @param {HTMLElement} element with the words, the hidden field and the keys that no browser hands over
   * @param {HTMLElement} surface exactly over the picture
   * @param {{send: (type: number, payload: object) => void, leave: () => void, changed: (live: boolean) => void,
   *   customer: string}} desk `leave`: another tool is wanted; `changed`: whether the pointer is the technician's now
   */
  constructor(element, surface, desk) {
    this.element = element;
    this.surface = surface;
    this.desk = desk;
    this.field = /** @type {HTMLTextAreaElement} */ (find(element, '[data-keyboard]'));
    this.#pace = new Pace(desk.send);
    this.#keys = new InputKeys(this.field, this.#pace, { leave: desk.leave });
    const began = () => this.field.focus({ preventScroll: true });
    this.#pointer = new InputPointer(surface, this.#pace, { began, holdsControl: () => this.#keys.holdsControl });
    this.field.addEventListener('focus', () => this.#say());
    this.field.addEventListener('blur', () => this.#letGo());
    window.addEventListener('blur', () => this.#letGo());
    window.addEventListener('pagehide', () => this.#letGo());
    document.addEventListener('visibilitychange', () => document.hidden && this.#letGo());
    document.addEventListener('fullscreenchange', () => this.#lock());
    for (const button of element.querySelectorAll('[data-strike]')) {
      button.addEventListener('click', () => this.#strike(/** @type {HTMLElement} */ (button).dataset.strike ?? ''));
    }
    find(element, '[data-leave]').addEventListener('click', desk.leave);
  }

  /** Whether control is the tool in hand. @param {boolean} active */
  use(active) {
    if (active) this.field.focus({ preventScroll: true });
    if (active === this.#active) return;
    if (!active) this.#letGo();
    this.#active = this.#pointer.active = this.#keys.active = active;
    this.element.hidden = !active;
    if (active) this.field.focus({ preventScroll: true });
    this.surface.toggleAttribute('data-steering', active);
    clearInterval(this.#pulse);
    if (active) this.#pulse = setInterval(() => this.#pointer.again() || this.#keys.again(), PULSE_MS);
    if (!active && document.activeElement === this.field) this.field.blur();
    this.#lock();
    this.#say();
  }

  /** @param {number} type @param {any} payload */
  came(type, payload) {
    if (type !== TYPE.CONTROL) return;
    this.#why = payload.live ? '' : payload.why || 'question';
    this.#say();
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    if (!open || !held.includes('control')) this.#why = '';
  }

  /** @param {string} names of keys, as code or code:key */
  #strike(names) {
    this.#keys.strike(names.split(' ').map((name) => {
      const [code = '', key = code] = name.split(':');
      return { code, key };
    }));
    /** @type {HTMLDetailsElement} */ (find(this.element, '[data-keys-menu]')).open = false;
    this.field.focus({ preventScroll: true });
  }

  #letGo() {
    if (!this.#active) return;
    this.#pointer.drop();
    this.#keys.drop();
    this.#pace.release();
    this.#say();
  }

  /** In full screen the browser can hand over nearly every key; where it cannot, the buttons remain. */
  #lock() {
    const keyboard = /** @type {{lock?: () => Promise<void>, unlock?: () => void} | undefined} */ (Reflect.get(navigator, 'keyboard'));
    if (this.#active && document.fullscreenElement) keyboard?.lock?.().catch(() => {});
    else keyboard?.unlock?.();
  }

  #say() {
    const typing = document.activeElement === this.field && document.hasFocus();
    const which = this.#why || (typing ? 'live' : 'idle');
    this.element.dataset.state = this.#why ? 'held' : which;
    this.surface.dataset.steering = this.#why ? 'held' : which;
    if (!this.#active) this.surface.removeAttribute('data-steering');
    const words = find(this.element, '[data-said]');
    const text = fill(words.getAttribute(`data-${which}`) ?? '', { name: this.desk.customer });
    if (words.textContent !== text) words.textContent = text;
    this.desk.changed(this.#active && !this.#why);
  }
}
