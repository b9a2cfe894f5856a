/**
 * Steps made ready in the worker for the page, which paints them in their order (`sheet.js`). A canvas that a worker
 * paints costs a browser four times as much as one that the page paints, and is seen later.
 * @typedef {import('./patch.js').Place} Place
 * @typedef {{colour: string} | {from: {x: number, y: number}} | {pixels: ArrayBuffer} | {image: VideoFrame | ImageBitmap}} How
 *   one colour; copied from another place of the canvas; RGBA; a picture stretched over the place
 * @typedef {Place & How} Part
 */
import { inflate } from './inflate.js';
import { KIND } from './patch.js';

const OPAQUE = 0xff000000;
/** So many canvases of pixels are held before the page gets them, whatever a frame brings. */
const HELD = 2;

export class Surface {
  width = 1280;
  height = 720;
  /** @type {Part[]} made ready and not handed over */
  #parts = [];
  /** @type {Transferable[]} */
  #transfer = [];
  #held = 0;
  #scratch = new Uint8Array(0);

  /** @param {{put: (parts: Part[], transfer: Transferable[]) => void, blank: (width: number, height: number) => void}} page */
  constructor(page) {
    this.page = page;
  }

  /** Another size; what was there is gone. @param {number} width @param {number} height */
  resize(width, height) {
    if (this.width === width && this.height === height) return;
    Object.assign(this, { width, height });
    this.clear();
  }

  /** Nothing of what was shown stays, on the page or here. */
  clear() {
    this.forget();
    this.#scratch = new Uint8Array(0);
    this.page.blank(this.width, this.height);
  }

  /** What was not handed over never is. */
  forget() {
    this.#parts = [];
    this.#transfer = [];
    this.#held = 0;
  }

  /** A picture of the video codec, stretched over its place; it is handed over. @param {VideoFrame} frame @param {Place} place */
  draw(frame, place) {
    this.#add(place, { image: frame }, frame);
    this.show();
  }

  /**
   * One step of a patch. It is seen after `show`.
   * @param {import('./patch.js').Step} step
   * @param {ImageBitmap} [photo] decoded; it is handed over
   * @throws {RangeError} for pixels that are not those of its place
   */
  paint(step, photo) {
    if (step.kind === KIND.PHOTO) photo && this.#add(step, { image: photo }, photo);
    else if (step.kind === KIND.FILL) this.#add(step, { colour: `rgb(${step.data.join(' ')})` });
    else if (step.kind === KIND.MOVE) this.#add(step, { from: { x: step.from.x, y: step.from.y } });
    else {
      const pixels = step.kind === KIND.PIXELS ? this.#pixels(step) : this.#palette(step);
      this.#add(step, { pixels: pixels.buffer }, pixels.buffer);
    }
    this.#held += step.width * step.height;
    if (this.#held > HELD * this.width * this.height) this.show();
  }

  /** Let the page show it. */
  show() {
    if (this.#parts.length) this.page.put(this.#parts, this.#transfer);
    this.forget();
  }

  /** @param {Place} place @param {How} how @param {Transferable} [transfer] */
  #add({ x, y, width, height }, how, transfer) {
    this.#parts.push({ x, y, width, height, ...how });
    if (transfer) this.#transfer.push(transfer);
  }

  /** @param {import('./patch.js').Step} step */
  #pixels({ width, height, data }) {
    const bytes = this.#unpacked(data, width * height * 3);
    const pixels = new Uint32Array(width * height);
    for (let place = 0, at = 0; place < pixels.length; place += 1, at += 3) {
      pixels[place] = OPAQUE | (/** @type {number} */ (bytes[at + 2]) << 16) |
        (/** @type {number} */ (bytes[at + 1]) << 8) | /** @type {number} */ (bytes[at]);
    }
    return pixels;
  }

  /** @param {import('./patch.js').Step} step */
  #palette({ width, height, data, palette }) {
    const indices = this.#unpacked(data, width * height);
    const colours = new Uint32Array(palette.length / 3);
    for (let place = 0; place < colours.length; place += 1) {
      const [red = 0, green = 0, blue = 0] = palette.subarray(place * 3, place * 3 + 3);
      colours[place] = OPAQUE | (blue << 16) | (green << 8) | red;
    }
    const pixels = new Uint32Array(width * height);
    let highest = 0;
    for (let place = 0; place < pixels.length; place += 1) {
      const index = /** @type {number} */ (indices[place]);
      if (index > highest) highest = index;
      pixels[place] = colours[index] ?? OPAQUE;
    }
    if (highest >= colours.length) throw new RangeError('a colour that the palette does not have');
    return pixels;
  }

  /** @param {Uint8Array} packed @param {number} length */
  #unpacked(packed, length) {
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length);
    const bytes = this.#scratch.subarray(0, length);
    inflate(packed, bytes);
    return bytes;
  }
}
