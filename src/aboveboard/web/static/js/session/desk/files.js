/** The desk's panel for files: offer one, ask for one, watch what moves. Each needs the customer's yes to that file. */
import { newIdentifier } from '../../wire/base64url.js';
import { TYPE } from '../../wire/gates.js';
import { unpack } from '../../wire/parts.js';
import { fill, find } from '../text.js';
import { Download } from './download.js';
import { Upload, identify } from './upload.js';

export class Files {
  /** @type {Map<string, Upload | Download>} */
  #transfers = new Map();
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #held = false;

  /** @param {HTMLElement} element @param {import('./panels.js').Desk} desk */
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.list = find(element, '[data-transfers]');
    this.tell = { send: desk.send, changed: (/** @type {Upload | Download} */ one) => this.#show(one) };
    this.#answer('[data-file-offer]', (form) => this.#offer(form));
    this.#answer('[data-file-wish]', (form) => this.#wish(form));
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    const holds = open && held.includes('files');
    const changed = holds !== this.#held;
    this.#held = holds;
    this.element.hidden = !holds && !this.#transfers.size;
    for (const form of this.element.querySelectorAll('form')) {
      for (const part of form.elements) /** @type {HTMLInputElement} */ (part).disabled = !holds;
    }
    if (!changed) return;
    for (const one of this.#transfers.values()) {
      if (holds) one.resume();
      else one.rest();
      this.#show(one);
    }
  }

  /** @param {number} type @param {any} payload */
  came(type, payload) {
    if (type === TYPE.FILE_UP) {
      const part = unpack(payload);
      const one = part && this.#transfers.get(part.identifier);
      if (part && one instanceof Download) one.came(part.offset, part.data);
      return;
    }
    const one = this.#transfers.get(payload.transfer);
    if (!one) return;
    if (type === TYPE.FILE_ANSWER && one.open) void one.answered(payload);
    else if (type === TYPE.FILE_TAKEN && one instanceof Upload) one.taken(payload.offset);
    else if (type === TYPE.FILE_DONE) void one.ended(payload);
  }

  /** @param {number} type */
  unsent(type) {
    if (type === TYPE.FILE_OFFER || type === TYPE.FILE_DOWN) for (const one of this.#transfers.values()) one.rest();
  }

  /** @param {string} selector @param {(form: HTMLFormElement) => void} act */
  #answer(selector, act) {
    const form = /** @type {HTMLFormElement} */ (find(this.element, selector));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      act(form);
    });
  }

  /** @param {HTMLFormElement} form */
  #offer(form) {
    const input = /** @type {HTMLInputElement} */ (find(form, '[name="file"]'));
    const reason = /** @type {HTMLInputElement} */ (find(form, '[name="file-reason"]'));
    const file = input.files?.[0];
    if (!file || !reason.value.trim()) return;
    const id = identify(this.element.dataset.of ?? '', file);
    const before = this.#transfers.get(id);
    if (!(before?.open && before.state !== 'lost' && before.state !== 'resting')) {
      const one = new Upload(id, file, reason.value.trim(), this.tell);
      this.#transfers.set(id, one);
      one.offer();
    }
    form.reset();
  }

  /** @param {HTMLFormElement} form */
  #wish(form) {
    const what = /** @type {HTMLInputElement} */ (find(form, '[name="what"]'));
    const reason = /** @type {HTMLInputElement} */ (find(form, '[name="wish-reason"]'));
    if (!what.value.trim() || !reason.value.trim()) return;
    const one = new Download(newIdentifier(), what.value.trim(), reason.value.trim(), this.tell);
    this.#transfers.set(one.id, one);
    one.wish();
    this.#show(one);
    form.reset();
  }

  /** @param {Upload | Download} one */
  #row(one) {
    const known = this.#rows.get(one.id);
    if (known) return known;
    const template = /** @type {HTMLTemplateElement} */ (this.element.querySelector('template[data-transfer]'));
    const row = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    find(row, '[data-stop]').addEventListener('click', () => this.#transfers.get(one.id)?.stop());
    find(row, '[data-again]').addEventListener('click', () => {
      const now = this.#transfers.get(one.id);
      if (now instanceof Upload) now.offer();
    });
    find(row, '[data-save]').addEventListener('click', () => {
      const now = this.#transfers.get(one.id);
      if (now instanceof Download) void now.save();
    });
    this.#rows.set(one.id, row);
    this.list.prepend(row);
    return row;
  }

  /** @param {Upload | Download} one */
  #show(one) {
    if (this.#transfers.get(one.id) !== one) return;
    const row = this.#row(one);
    row.dataset.state = one.state;
    row.dataset.way = one.up ? 'up' : 'down';
    find(row, '[data-icon-up]').hidden = !one.up;
    find(row, '[data-icon-down]').hidden = one.up;
    find(row, '[data-name]').textContent = one.name || (one instanceof Download ? one.what : '');
    const bar = /** @type {HTMLProgressElement} */ (find(row, 'progress'));
    bar.hidden = !['going', 'preparing', 'checking', 'resting', 'lost'].includes(one.state) || !one.size;
    bar.max = one.size || 1;
    bar.value = one.done;
    const key = one.state === 'lost' ? (one.up ? 'lostUp' : 'lostDown') : one.state;
    this.#word(row, fill(this.list.dataset[key] ?? '', {
      customer: this.desk.customer, done: this.#bytes(one.done), size: this.#bytes(one.size), why: one.why,
    }), one.state);
    find(row, '[data-stop]').hidden = !one.open || !this.#held;
    find(row, '[data-again]').hidden = one.up || one.state !== 'lost' || !this.#held;
    find(row, '[data-save]').hidden = one.state !== 'place';
    const link = /** @type {HTMLAnchorElement} */ (find(row, '[data-link]'));
    link.hidden = !(one instanceof Download && one.address);
    if (one instanceof Download && one.address && !link.href) {
      link.href = one.address;
      link.download = one.name;
      link.click();
    }
    this.element.hidden = false;
  }

  /** Numbers run on without being read out; a new state is. @param {HTMLElement} row @param {string} text @param {string} state */
  #word(row, text, state) {
    const place = find(row, '[data-word]');
    place.textContent = text;
    if (place.dataset.said === state) return;
    place.dataset.said = state;
    find(this.element, '[data-files-status]').textContent = `${find(row, '[data-name]').textContent}: ${text}`;
  }

  /** @param {number} bytes */
  #bytes(bytes) {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    // Short, a byte has no plural.
    const unitDisplay = power ? 'short' : 'long';
    const shape = /** @type {const} */ ({ style: 'unit', unit: units[power], unitDisplay, maximumFractionDigits: 1 });
    return new Intl.NumberFormat(document.documentElement.lang, shape).format(bytes / 1000 ** power);
  }
}
