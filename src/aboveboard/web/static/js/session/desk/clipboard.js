/**
 * The desk's panel for copied text. What the customer copies shows here and goes onto this computer's own clipboard
 * only when its button is pressed. Nothing of it outlives the permission.
 */
import { TYPE } from '../../wire/gates.js';
import { LIMITS } from '../../wire/table.js';
import { clockTime, find } from '../text.js';

const KEPT = 10;
const EACH_MS = 300;

export class Clipboard {
  #held = false;

  /** @param {HTMLElement} element @param {import('./panels.js').Desk} desk */
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.list = find(element, '[data-clips]');
    this.status = find(element, '[data-clip-status]');
    this.form = /** @type {HTMLFormElement} */ (find(element, '[data-clip-form]'));
    this.text = /** @type {HTMLTextAreaElement} */ (find(this.form, 'textarea'));
    this.button = /** @type {HTMLButtonElement} */ (find(this.form, 'button'));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    this.#held = open && held.includes('clipboard');
    this.element.hidden = !this.#held;
    this.text.disabled = this.button.disabled = !this.#held;
    if (this.#held) return;
    this.list.replaceChildren();
    this.#say('');
  }

  /** @param {number} type @param {any} payload */
  came(type, payload) {
    if (type !== TYPE.CLIP_OUT || !this.#held) return;
    const template = /** @type {HTMLTemplateElement} */ (this.element.querySelector('template[data-clip]'));
    const row = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    find(row, '[data-text]').textContent = payload.text;
    find(row, 'time').textContent = clockTime(Date.now());
    find(row, 'button').addEventListener('click', () => void this.#copy(payload.text));
    this.list.prepend(row);
    while (this.list.children.length > KEPT) this.list.lastElementChild?.remove();
    this.#say('came');
  }

  /** @param {number} type */
  unsent(type) {
    if (type === TYPE.CLIP_IN) this.#say('unsent');
  }

  /** @param {string} text */
  async #copy(text) {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    this.#say(done ? 'copied' : 'uncopied');
  }

  #send() {
    const text = this.text.value;
    if (!text) return;
    const size = new TextEncoder().encode(JSON.stringify({ text })).length;
    if ([...text].length > LIMITS.CLIP_CHARACTERS || size > LIMITS.TEXT_BYTES) return this.#say('long');
    this.desk.send(TYPE.CLIP_IN, { text });
    this.#say('sent');
    this.text.value = '';
    this.button.disabled = true;
    setTimeout(() => (this.button.disabled = !this.#held), EACH_MS);
  }

  /** @param {string} which */
  #say(which) {
    this.status.textContent = this.status.dataset[which] ?? '';
  }
}
