/**
 * The strip that both ends show: who, since when, what is live now, and End.
 * @typedef {{id: string, scope: string, words?: string, name: string}} Live
 *   `words`: under which name the strip says it; else that of the scope
 */
import { clockTime, fill, find } from './text.js';

export class Strip {
  /**
   * @param {HTMLElement} root
   * @param {{end: () => void, withdraw?: (id: string) => void}} tell
   */
  constructor(root, { end, withdraw }) {
    this.root = root;
    find(root, '[data-end]').addEventListener('click', end);
    find(root, '[data-strip-scopes]').addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('button[data-withdraw]') : null;
      const row = button?.closest('li');
      if (row instanceof HTMLElement && withdraw) withdraw(row.dataset.id ?? '');
    });
  }

  /** @param {{names: string[], since: number | null, live: Live[]}} state */
  show({ names, since, live }) {
    find(this.root, '[data-strip-who]').textContent = names.join(', ') || (this.root.dataset.nobody ?? '');
    find(this.root, '[data-strip-when]').hidden = since === null;
    if (since !== null) {
      const time = /** @type {HTMLTimeElement} */ (find(this.root, '[data-strip-since]'));
      time.dateTime = new Date(since).toISOString();
      time.textContent = clockTime(since);
    }
    find(this.root, '[data-strip-none]').hidden = live.length > 0;
    this.#rows(live);
  }

  /** Rows that stay are kept, so that a click or the focus on them is not lost. @param {Live[]} live */
  #rows(live) {
    const list = find(this.root, '[data-strip-scopes]');
    const wanted = new Map(live.map((one) => [one.id, one]));
    for (const row of [...list.children]) {
      if (!(row instanceof HTMLElement)) continue;
      const one = wanted.get(row.dataset.id ?? '');
      if (!one) row.remove();
      else this.#label(row, one);
      wanted.delete(row.dataset.id ?? '');
    }
    for (const one of wanted.values()) list.append(this.#row(one));
  }

  /** @param {Live} live */
  #row(live) {
    const { id, scope } = live;
    const template = /** @type {HTMLTemplateElement} */ (this.root.querySelector('template[data-strip-row]'));
    const row = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    row.dataset.id = id;
    row.dataset.scope = scope;
    for (const icon of row.querySelectorAll('.strip__icon')) {
      if (icon instanceof HTMLElement) icon.hidden = !icon.hasAttribute(`data-icon-${scope}`);
    }
    this.#label(row, live);
    return row;
  }

  /** @param {HTMLElement} row @param {Live} live */
  #label(row, { scope, words = scope, name }) {
    const label = fill(this.root.dataset[words] ?? scope, { name });
    const place = find(row, '[data-label]');
    if (place.textContent === label) return;
    place.textContent = label;
    row.querySelector('button')?.setAttribute('aria-label', fill(this.root.dataset.withdraw ?? '', { what: label }));
  }
}
