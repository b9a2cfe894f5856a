/**
 * How fast pictures may leave: few unacknowledged ones, and a bitrate that follows how long acknowledgements take.
 * The fastest viewer decides, since the relay spares the slow ones.
 */
const SLOW_MS = 400;
const QUICK_MS = 150;
const STALLED_MS = 2_000;
const LOWEST = 250_000;

export class Pace {
  /** @type {Map<number, number>} when each unacknowledged picture left */
  #flying = new Map();
  #delay = 0;
  #progress = 0;

  /** @param {number} now */
  room(now, limit = 4) {
    if (this.#flying.size >= limit && now - this.#progress > STALLED_MS) this.#flying.clear();
    return this.#flying.size < limit;
  }

  /** @param {number} sequence @param {number} now */
  left(sequence, now) {
    if (!this.#flying.size) this.#progress = now;
    this.#flying.set(sequence, now);
  }

  /** @param {number} sequence @param {number} now */
  seen(sequence, now) {
    const since = this.#flying.get(sequence);
    if (since === undefined) return;
    this.#progress = now;
    this.#delay = this.#delay ? this.#delay * 0.8 + (now - since) * 0.2 : now - since;
    for (const older of this.#flying.keys()) if (older <= sequence) this.#flying.delete(older);
  }

  forget() {
    this.#flying.clear();
  }

  /** The next bitrate after a look at the delay. @param {number} bitrate @param {number} highest */
  bitrate(bitrate, highest) {
    if (this.#delay > SLOW_MS) return Math.max(LOWEST, Math.round(bitrate * 0.7));
    if (this.#delay && this.#delay < QUICK_MS) return Math.min(highest, Math.round(bitrate * 1.15));
    return bitrate;
  }
}

/** The bitrate to begin with, and never to exceed: text stays readable at about an eighth of a bit per pixel. */
/** @param {number} width @param {number} height */
export function fullBitrate(width, height) {
  return Math.min(8_000_000, Math.max(1_000_000, Math.round(width * height * 30 * 0.08)));
}
