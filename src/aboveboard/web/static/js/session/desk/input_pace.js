/**
 * Input on its way out, in its order and below what the wire lets through: text that waits is joined, and of places of
 * the pointer that wait only the newest goes. Nothing waits unless it has to.
 * @typedef {{type: number, payload: any}} Out
 */
import { gateOf, TYPE } from '../../wire/gates.js';
import { LIMITS } from '../../wire/table.js';

const WINDOW_MS = 1_000;
/** How much of what the gates let through is used: the other end's clock is another one. */
const SHARE = 0.75;

export class Pace {
  /** @type {Out[]} */
  #waiting = [];
  /** @type {Map<number, number[]>} when frames of a type went, in the last second */
  #sent = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Whether anything went since the last RELEASE. */
  #dirty = false;

  /** @param {(type: number, payload: object) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** @param {number} type @param {any} payload */
  push(type, payload) {
    const last = this.#waiting.at(-1);
    if (last?.type === type && type === TYPE.TYPE && last.payload.text.length + payload.text.length <= LIMITS.TYPED_CHARACTERS) {
      last.payload = { text: last.payload.text + payload.text };
    } else if (last?.type === type && type === TYPE.POINTER && last.payload.buttons === payload.buttons) last.payload = payload;
    else this.#waiting.push({ type, payload });
    this.#go();
  }

  /** Text of any length. @param {string} text */
  type(text) {
    const letters = [...text.replaceAll(/\p{Surrogate}/gu, '\ufffd')];
    for (let at = 0; at < letters.length; at += LIMITS.TYPED_CHARACTERS) {
      this.push(TYPE.TYPE, { text: letters.slice(at, at + LIMITS.TYPED_CHARACTERS).join('') });
    }
  }

  /** Let go of everything over there; what still waits never goes. */
  release() {
    this.#waiting = [];
    if (!this.#dirty) return;
    this.#dirty = false;
    this.send(TYPE.RELEASE, {});
  }

  #go() {
    clearTimeout(this.#timer);
    const now = performance.now();
    for (;;) {
      const [next] = this.#waiting;
      if (!next) return;
      const wait = this.#wait(next.type, now);
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#go(), wait);
        return;
      }
      this.#waiting.shift();
      this.#sent.get(next.type)?.push(now);
      this.#dirty = true;
      this.send(next.type, next.payload);
    }
  }

  /** How long until one more of a type may go. @param {number} type @param {number} now */
  #wait(type, now) {
    const sent = (this.#sent.get(type) ?? []).filter((at) => now - at < WINDOW_MS);
    this.#sent.set(type, sent);
    const most = Math.floor((gateOf(type)?.per_second ?? 1) * SHARE);
    return sent.length < most ? 0 : WINDOW_MS - (now - (sent[0] ?? now)) + 1;
  }
}
