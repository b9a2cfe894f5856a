/**
 * Tools of the operator's library: one is chosen, offered with a reason, sent, and watched. The customer's end verifies
 * it, asks, and runs it; this page shows what it writes and can stop it.
 */
import { fromHex, newIdentifier } from '../../wire/base64url.js';
import { TYPE } from '../../wire/gates.js';
import { LIMITS } from '../../wire/table.js';
import { fill, find } from '../text.js';

const HEAD = 24;
const PART = LIMITS.PART_BYTES - HEAD;
const WINDOW = 1024 * 1024;
const MOST_SHOWN = 400_000;

export class Remedies {
  #held = false;
  /** @type {{run: string, name: string, undoable: boolean, ran: boolean, state: string} | null} */
  #run = null;
  /** @type {Uint8Array | null} what is on its way */
  #package = null;
  #sent = 0;

  /** @param {HTMLElement} element @param {import('./panels.js').Desk} desk */
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.reason = /** @type {HTMLInputElement} */ (find(element, '[data-remedy-reason]'));
    this.output = find(element, '[data-remedy-output]');
    this.stop = /** @type {HTMLButtonElement} */ (find(element, '[data-remedy-stop]'));
    this.undo = /** @type {HTMLButtonElement} */ (find(element, '[data-remedy-undo]'));
    for (const button of element.querySelectorAll('[data-remedy]')) {
      button.addEventListener('click', () => void this.#offer(/** @type {HTMLButtonElement} */ (button)));
    }
    this.stop.addEventListener('click', () => this.#say(TYPE.TOOL_STOP));
    this.undo.addEventListener('click', () => {
      this.#say(TYPE.TOOL_UNDO);
      this.#tell('undoing');
    });
  }

  /** @param {boolean} open @param {string[]} held */
  show(open, held) {
    const before = this.#held;
    this.#held = open && held.includes('tool');
    this.element.hidden = !this.#held && !this.#run;
    if (before && !this.#held && this.#busy) this.#tell('killed');
    this.#enable();
  }

  /** @param {number} type @param {any} payload */
  came(type, payload) {
    if (!this.#run || payload.run !== this.#run.run) return;
    if (type === TYPE.TOOL_TAKEN) this.#go(payload.offset);
    else if (type === TYPE.TOOL_ANSWER) this.#answered(payload);
    else if (type === TYPE.TOOL_OUTPUT) this.#show(payload.text);
    else if (type === TYPE.TOOL_DONE) this.#done(payload);
  }

  /** @param {number} type */
  unsent(type) {
    if (type === TYPE.TOOL_OFFER || type === TYPE.TOOL_PART) this.#tell('unsent');
  }

  get #busy() {
    return ['sending', 'asked', 'running', 'undoing'].includes(this.#run?.state ?? '');
  }

  /** @param {HTMLButtonElement} button */
  async #offer(button) {
    const reason = this.reason.value.trim();
    if (!reason) return this.reason.focus();
    const { url = '', tool = '', version = '', sha256 = '', size = '0', name = '' } = button.dataset;
    this.#run = { run: newIdentifier(), name, undoable: 'undoable' in button.dataset, ran: false, state: '' };
    this.output.textContent = '';
    this.#tell('sending');
    const run = this.#run.run;
    const answer = await fetch(url).catch(() => null);
    const bytes = answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    if (this.#run?.run !== run) return;
    if (!bytes || bytes.length !== Number(size)) return this.#tell('missing');
    this.reason.value = '';
    this.#package = bytes;
    this.#sent = 0;
    this.desk.send(TYPE.TOOL_OFFER, { run, tool, version, size: bytes.length, sha256, reason });
    this.#go(0);
  }

  /** Send on, so that no more than a window lies between what was sent and what has arrived. @param {number} arrived */
  #go(arrived) {
    const whole = this.#package;
    if (!whole || !this.#run) return;
    while (this.#sent < whole.length && this.#sent - arrived < WINDOW) {
      const part = whole.subarray(this.#sent, this.#sent + PART);
      const bytes = new Uint8Array(HEAD + part.length);
      bytes.set(fromHex(this.#run.run));
      new DataView(bytes.buffer).setBigUint64(16, BigInt(this.#sent));
      bytes.set(part, HEAD);
      this.desk.send(TYPE.TOOL_PART, bytes, [bytes.buffer]);
      this.#sent += part.length;
    }
    if (arrived < whole.length) return;
    this.#package = null;
    this.#tell('asked');
  }

  /** @param {{yes: boolean, why: string}} payload */
  #answered({ yes, why }) {
    if (this.#run) this.#run.ran = yes;
    this.#tell(yes ? 'running' : why || 'no');
  }

  /** @param {string} text */
  #show(text) {
    const room = MOST_SHOWN - (this.output.textContent ?? '').length;
    this.output.append(text.slice(0, Math.max(0, room)));
    this.output.scrollTop = this.output.scrollHeight;
  }

  /** @param {{ok: boolean, status: number, undone: boolean, why: string}} payload */
  #done({ ok, status, undone, why }) {
    if (ok && undone && this.#run) this.#run.undoable = false;
    this.#tell(ok ? (undone ? 'undone' : 'ok') : why || 'status', { status });
  }

  /** @param {number} type */
  #say(type) {
    if (this.#run) this.desk.send(type, { run: this.#run.run });
  }

  /** @param {string} state @param {Record<string, string | number>} [values] */
  #tell(state, values = {}) {
    if (!this.#run) return;
    this.#run.state = state;
    if (!this.#busy) this.#package = null;
    const status = find(this.element, '[data-remedy-status]');
    const words = status.dataset[state] ?? status.dataset['other'] ?? '';
    status.textContent = fill(words, { tool: this.#run.name, name: this.desk.customer, ...values });
    this.element.dataset.state = state;
    this.#enable();
  }

  #enable() {
    for (const button of this.element.querySelectorAll('[data-remedy]')) {
      /** @type {HTMLButtonElement} */ (button).disabled = !this.#held || this.#busy;
    }
    this.stop.hidden = !this.#held || !this.#busy;
    this.undo.hidden = !this.#held || this.#busy || !this.#run?.undoable || !this.#run.ran;
    this.output.hidden = !this.output.textContent;
  }
}
