/**
 * Whether a frame differs from the last one. Captures of a whole screen deliver frames by the clock even when nothing
 * moves; comparing costs a fraction of encoding, and a changed frame ends the comparison at its first difference.
 */
export class Changes {
  /** @type {BigUint64Array | null} */
  #last = null;
  /** @type {BigUint64Array | null} */
  #spare = null;

  /** @param {VideoFrame} frame @returns {Promise<boolean>} */
  async differs(frame) {
    // A frame that lives in the graphics card alone has no format and cannot be read: take it as changed.
    if (frame.format === null) return true;
    const size = frame.allocationSize();
    const words = Math.ceil(size / 8);
    const next = this.#spare?.length === words ? this.#spare : new BigUint64Array(words);
    await frame.copyTo(next);
    const last = this.#last;
    if (last?.length === words && same(last, next)) {
      this.#spare = next;
      return false;
    }
    this.#spare = last;
    this.#last = next;
    return true;
  }
}

/** @param {BigUint64Array} a @param {BigUint64Array} b */
function same(a, b) {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
