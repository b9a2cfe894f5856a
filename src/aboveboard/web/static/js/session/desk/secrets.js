/**
 * A password for a fix: asked for with a reason, shown once for at most a minute, then forgotten. The worker opened it;
 * here it is in the page's one place for it and nowhere else.
 */
import { newIdentifier } from '../../wire/base64url.js';
import { TYPE } from '../../wire/gates.js';
import { fill, find } from '../text.js';

const SHOWN_MS = 60_000;
const TICK_MS = 1_000;

export class Secrets {
  #wish = '';
  #until = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  /** @param {HTMLElement} element @param {import('./panels.js').Desk} desk */
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.form = /** @type {HTMLFormElement} */ (find(element, 'form'));
    this.reason = /** @type {HTMLInputElement} */ (find(element, '[data-secret-reason]'));
    this.button = /** @type {HTMLButtonElement} */ (find(element, '[data-secret-wish]'));
    this.place = /** @type {HTMLOutputElement} */ (find(element, '[data-secret-place]'));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ask();
    });
    find(element, '[data-secret-copy]').addEventListener('click', () => void this.#copy());
    find(element, '[data-secret-forget]').addEventListener('click', () => this.#forget('forgotten'));
    window.addEventListener('pagehide', () => this.#forget(''));
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    const may = open && held.includes('password');
    this.element.hidden = !may;
    this.button.disabled = !may || this.#wish !== '';
    if (may) return;
    this.#wish = '';
    this.#forget('');
  }

  /** @param {number} type @param {any} payload of SECRET as the worker opened it */
  came(type, payload) {
    if (type !== TYPE.SECRET || payload.secret !== this.#wish) return;
    this.#wish = '';
    this.button.disabled = false;
    if (payload.failed) this.#say('failed');
    else if (!payload.text) this.#say('denied');
    else this.#reveal(payload.secret, payload.text);
  }

  /** @param {number} type */
  unsent(type) {
    if (type !== TYPE.SECRET_WISH) return;
    this.#wish = '';
    this.button.disabled = false;
    this.#say('unsent');
  }

  #ask() {
    const reason = this.reason.value.trim();
    if (!reason) return this.reason.focus();
    this.#forget('');
    this.#wish = newIdentifier();
    this.button.disabled = true;
    this.reason.value = '';
    this.desk.send(TYPE.SECRET_WISH, { secret: this.#wish, reason });
    this.#say('asked');
  }

  /** @param {string} secret @param {string} text */
  #reveal(secret, text) {
    this.#forget('');
    this.place.textContent = text;
    find(this.element, '[data-secret-shown]').hidden = false;
    this.desk.send(TYPE.SECRET_SEEN, { secret });
    this.#until = Date.now() + SHOWN_MS;
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  #tick() {
    const left = Math.ceil((this.#until - Date.now()) / TICK_MS);
    if (left <= 0) this.#forget('over');
    else this.#say('shown', { left });
  }

  async #copy() {
    await navigator.clipboard.writeText(this.place.textContent ?? '').catch(() => this.#select());
  }

  /** Where the browser does not let a page copy, it is selected for the person to copy. */
  #select() {
    getSelection()?.selectAllChildren(this.place);
  }

  /** @param {string} which of the words says why */
  #forget(which) {
    clearInterval(this.#ticking);
    this.place.textContent = '';
    find(this.element, '[data-secret-shown]').hidden = true;
    this.#say(which);
  }

  /** @param {string} which @param {Record<string, string | number>} [values] */
  #say(which, values = {}) {
    const status = find(this.element, '[data-secret-status]');
    status.textContent = fill(status.dataset[which] ?? '', { name: this.desk.customer, ...values });
  }
}
