/**
 * How much of a file may be on its way at once, so that a picture never waits behind it for long: more while
 * acknowledgements come back quickly, less when they do not. The customer's end does the same the other way.
 */
const LEAST = 32 * 1024;
const MOST = 1024 * 1024;
const QUICK_MS = 150;
const SLOW_MS = 400;

export class Flow {
  size = 64 * 1024;
  /** @type {[number, number][]} where each part that is on its way ends, and when it left */
  #sent = [];

  /** How many bytes the next part may have. */
  get part() {
    return Math.min(Math.max(Math.floor(this.size / 4), 16 * 1024), 128 * 1024);
  }

  /** @param {number} upto @param {number} now */
  sent(upto, now) {
    this.#sent.push([upto, now]);
  }

  /** @param {number} upto @param {number} now */
  acknowledged(upto, now) {
    let took = 0;
    while (this.#sent.length && this.#sent[0][0] <= upto) {
      took = now - /** @type {[number, number]} */ (this.#sent.shift())[1];
      if (took < QUICK_MS) this.size = Math.min(this.size + Math.floor(this.part / 2), MOST);
    }
    if (took > SLOW_MS) this.size = Math.max(Math.floor(this.size / 2), LEAST);
  }

  lost() {
    this.size = LEAST;
    this.#sent = [];
  }
}

let next = 0;

/** Until one more part may leave: all transfers together stay below what the wire allows in a second. */
export async function turn() {
  const now = performance.now();
  const begins = Math.max(now, next);
  next = begins + 1000 / 120;
  if (begins > now + 4) await new Promise((done) => setTimeout(done, begins - now));
}
