/**
 * The state of the customer's computer: what they left in the preview, what became of it, and a few live numbers.
 * It is here while they allow it; what was shared is kept with the case.
 */
import { amount, amounts, fact, FACTS, limits, moment, thing } from '../../computer_report.js';
import { TYPE } from '../../wire/gates.js';
import { fill, find } from '../text.js';

/** Longer than three times between two live values: a pause, a slow line, or a look that takes its time. */
const STALE_MS = 7_000;
const UNITS = /** @type {Record<string, string>} */ ({ heat: 'celsius', signal: 'dbm' });

/** @typedef {import('../../wire/computer.js').Report} Report */
/** @typedef {import('../../wire/computer.js').Finding} Finding */

export class Computer {
  #held = false;
  /** @type {Map<string, Finding>} each finding as it was told first */
  #first = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #stale;

  /** @param {HTMLElement} element @param {import('./panels.js').Desk} desk */
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.words = JSON.parse(document.getElementById('computer-words')?.textContent ?? '{}');
    this.reason = /** @type {HTMLInputElement} */ (find(element, '[data-computer-reason]'));
    this.live = find(element, '[data-computer-live]');
    find(element, 'form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  /** @param {number} type @param {any} payload */
  came(type, payload) {
    if (!this.#held) return;
    if (type === TYPE.COMPUTER) this.#report(payload);
    else if (type === TYPE.VALUES) this.#values(payload.values);
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    const may = open && held.includes('diagnostics');
    this.element.hidden = !may;
    if (may && !this.#held) this.#tell('waiting');
    if (!may && this.#held) this.#forget();
    this.#held = may;
  }

  /** @param {number} type */
  unsent(type) {
    if (type === TYPE.DIAGNOSE_WISH) this.#tell('unsent');
  }

  #ask() {
    const reason = this.reason.value.trim();
    if (!reason) return void this.reason.focus();
    this.reason.value = '';
    this.#tell('asked');
    this.desk.send(TYPE.DIAGNOSE_WISH, { reason });
  }

  /** @param {Report} report */
  #report(report) {
    for (const one of report.findings) if (!this.#first.has(key(one))) this.#first.set(key(one), one);
    const fine = !report.findings.length;
    const list = find(this.element, '[data-computer-found]');
    list.replaceChildren(...report.findings.map((one) => this.#finding(one, report, list)));
    find(this.element, '[data-computer-fine]').hidden = !fine;
    const mended = find(this.element, '[data-computer-mended]');
    mended.hidden = !report.mended.length;
    find(mended, 'ul').replaceChildren(...report.mended.map((one) => item(this.#became(one))));
    this.#facts(report);
    const { fine: good, unknown } = report;
    const checks = good || unknown ? fill(this.words.fine, { fine: good, unknown }) : '';
    find(this.element, '[data-computer-checks]').textContent = checks;
    find(this.element, '[data-computer-report]').hidden = false;
    this.#tell('shared', moment(report.taken_at, this.words));
  }

  /** One that is open stays open. @param {Finding} one @param {Report} report @param {HTMLElement} list */
  #finding(one, report, list) {
    const template = /** @type {HTMLTemplateElement} */ (find(this.element, 'template[data-computer-finding]'));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const made = /** @type {HTMLElement} */ (copy.firstElementChild);
    made.dataset.key = key(one);
    const badge = find(made, '[data-grave]');
    badge.textContent = this.words.severities[one.severity];
    badge.classList.toggle('badge--caution', one.severity !== 'info');
    const since = one.since ? `${this.words.since} ${moment(one.since, this.words)}` : '';
    const limit = limits(one.limits, this.words);
    const measured = [amounts(one.values, this.words), limit && `${this.words.limit} ${limit}`, since];
    write(made, '[data-what]', this.#what(one));
    write(made, '[data-measured]', measured.filter(Boolean).join('; '));
    write(made, '[data-advice]', this.words.advice[one.rule] ?? '');
    const confirms = this.words.confirm[one.rule]?.[systemOf(report)] ?? '';
    find(made, '[data-confirm]').hidden = !confirms;
    write(made, '[data-confirm] code', confirms);
    const before = [...list.children].find((other) => /** @type {HTMLElement} */ (other).dataset.key === key(one));
    if (before?.querySelector('details')?.open) /** @type {HTMLDetailsElement} */ (find(made, 'details')).open = true;
    return made;
  }

  /** @param {Finding} one */
  #what(one) {
    return [this.words.rules[one.rule] ?? one.rule, thing(one.subject, this.words)].filter(Boolean).join(': ');
  }

  /** @param {Finding} one a finding that is fine now */
  #became(one) {
    const figures = [this.#first.get(key(one)), one].map((at) => amounts(at?.values, this.words)).filter(Boolean);
    return [this.#what(one), figures.join(' → ')].filter(Boolean).join(': ');
  }

  /** @param {Report} report */
  #facts(report) {
    const told = FACTS.map((name) => [name, fact(name, /** @type {any} */ (report.facts)[name], this.words)]);
    told.push(['graphics', report.facts.graphics.join(', ')]);
    const known = told.filter(([, value]) => value);
    find(this.element, '[data-computer-facts]').hidden = !known.length;
    find(this.element, '[data-computer-facts] dl').replaceChildren(...known.flatMap(([name, value]) => [
      Object.assign(document.createElement('dt'), { textContent: this.words.facts[name ?? ''] }),
      Object.assign(document.createElement('dd'), { textContent: value }),
    ]));
  }

  /** @param {Record<string, number>} values */
  #values(values) {
    for (const row of this.live.querySelectorAll('[data-live]')) {
      const name = /** @type {HTMLElement} */ (row).dataset.live ?? '';
      const value = values[name];
      /** @type {HTMLElement} */ (row).hidden = value === undefined;
      if (value === undefined) continue;
      write(/** @type {HTMLElement} */ (row), '[data-value]', amount(value, UNITS[name] ?? 'share', this.words));
      const meter = row.querySelector('meter');
      if (meter) meter.value = value;
    }
    this.live.hidden = !Object.keys(values).length;
    this.#stop(false);
    clearTimeout(this.#stale);
    this.#stale = setTimeout(() => this.#stop(true), STALE_MS);
  }

  /** @param {boolean} stopped whether the numbers are not of this moment any more */
  #stop(stopped) {
    this.live.toggleAttribute('data-stale', stopped);
    find(this.element, '[data-computer-stale]').hidden = !stopped || this.live.hidden;
  }

  /** Nothing of it stays on this page after the permission. */
  #forget() {
    clearTimeout(this.#stale);
    this.#first.clear();
    for (const place of ['[data-computer-found]', '[data-computer-mended] ul', '[data-computer-facts] dl']) {
      find(this.element, place).replaceChildren();
    }
    for (const value of this.live.querySelectorAll('[data-value]')) value.textContent = '';
    this.live.hidden = true;
    this.#stop(false);
    find(this.element, '[data-computer-report]').hidden = true;
    this.#tell('');
  }

  /** @param {string} state @param {string} [at] */
  #tell(state, at = '') {
    const status = find(this.element, '[data-computer-status]');
    const words = status.dataset[state === 'shared' && !at ? 'told' : state] ?? '';
    status.textContent = fill(words, { name: this.desk.customer, at });
    this.element.dataset.state = state;
  }
}

/** @param {Finding} one */
const key = (one) => `${one.rule}:${one.subject}`;

/** @param {string} textContent */
const item = (textContent) => Object.assign(document.createElement('li'), { textContent });

/** @param {HTMLElement} place @param {string} selector @param {string} text */
function write(place, selector, text) {
  const found = find(place, selector);
  if (found.textContent !== text) found.textContent = text;
}

/** Which system's own tool confirms a finding. @param {Report} report */
function systemOf({ facts }) {
  const name = facts.os.toLowerCase();
  return name.includes('windows') ? 'windows' : name.includes('mac') ? 'macos' : 'linux';
}
