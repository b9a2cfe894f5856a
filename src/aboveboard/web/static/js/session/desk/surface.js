/**
 * The canvas, and a copy of it in memory in which patches are painted: a step is exact there, and only the places that
 * changed are put on the canvas. What the browser paints itself (pictures, photos) is not in the copy until it is needed.
 * @typedef {import('./patch.js').Place} Place
 */
import { inflate } from './inflate.js';
import { around, covers, KIND, meets } from './patch.js';

const OPAQUE = 0xff000000;

export class Surface {
  /** @type {{pixels: Uint32Array, image: ImageData} | null} made by the first patch: a browser's pictures need none */
  #copy = null;
  /** @type {Place | null} where the canvas is newer than the copy */
  #newer = null;
  /** @type {Place[]} where the copy is newer than the canvas */
  #changed = [];
  #scratch = new Uint8Array(0);

  /** @param {OffscreenCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
    this.context = /** @type {OffscreenCanvasRenderingContext2D} */ (context);
  }

  get width() {
    return this.canvas.width;
  }

  get height() {
    return this.canvas.height;
  }

  /** Another size; what was there is gone. @param {number} width @param {number} height */
  resize(width, height) {
    if (this.width === width && this.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.clear();
  }

  /** Nothing of what was shown stays, here or in memory. */
  clear() {
    this.#copy = this.#newer = null;
    this.#changed = [];
    this.#scratch = new Uint8Array(0);
    this.context.fillStyle = '#000';
    this.context.fillRect(0, 0, this.width, this.height);
  }

  /** A picture of the video codec or a photo, stretched over its place. @param {CanvasImageSource} image @param {Place} place */
  draw(image, place) {
    this.show();
    this.context.drawImage(image, place.x, place.y, place.width, place.height);
    this.#newer = this.#newer ? around(this.#newer, place) : { ...place };
  }

  /**
   * One step of a patch. It is seen after `show`.
   * @param {import('./patch.js').Step} step
   * @param {ImageBitmap} [photo] decoded
   * @throws {RangeError} for pixels that are not those of its place
   */
  paint(step, photo) {
    if (step.kind === KIND.PHOTO) return photo && this.draw(photo, step);
    if (step.kind === KIND.FILL) this.#fill(step);
    else if (step.kind === KIND.MOVE) this.#move(step);
    else if (step.kind === KIND.PIXELS) this.#pixels(step);
    else this.#palette(step);
    if (this.#newer && covers(step, this.#newer)) this.#newer = null;
    const last = this.#changed.at(-1);
    if (last && last.x === step.x && last.width === step.width && last.y + last.height === step.y) last.height += step.height;
    else this.#changed.push({ x: step.x, y: step.y, width: step.width, height: step.height });
  }

  /** Put what changed on the canvas. */
  show() {
    if (!this.#changed.length) return;
    const { image } = this.#memory();
    for (const { x, y, width, height } of this.#changed) this.context.putImageData(image, 0, 0, x, y, width, height);
    this.#changed = [];
  }

  #memory() {
    if (this.#copy) return this.#copy;
    const pixels = new Uint32Array(this.width * this.height).fill(OPAQUE);
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), this.width, this.height);
    this.#copy = { pixels, image };
    return this.#copy;
  }

  /** @param {import('./patch.js').Step} step */
  #fill({ x, y, width, height, data: [red = 0, green = 0, blue = 0] }) {
    const { pixels } = this.#memory();
    const colour = (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0;
    for (let row = y; row < y + height; row += 1) pixels.fill(colour, row * this.width + x, row * this.width + x + width);
  }

  /** @param {import('./patch.js').Step} step */
  #move({ x, y, width, height, from }) {
    if (this.#newer && meets(this.#newer, from)) this.#learn(this.#newer);
    const { pixels } = this.#memory();
    const down = y > from.y;
    for (let count = 0; count < height; count += 1) {
      const row = down ? height - 1 - count : count;
      const start = (from.y + row) * this.width + from.x;
      pixels.copyWithin((y + row) * this.width + x, start, start + width);
    }
  }

  /** Read back what only the canvas has. @param {Place} place */
  #learn({ x, y, width, height }) {
    this.show();
    const { pixels } = this.#memory();
    const seen = new Uint32Array(this.context.getImageData(x, y, width, height).data.buffer);
    for (let row = 0; row < height; row += 1) {
      pixels.set(seen.subarray(row * width, (row + 1) * width), (y + row) * this.width + x);
    }
    this.#newer = null;
  }

  /** @param {import('./patch.js').Step} step */
  #pixels({ x, y, width, height, data }) {
    const bytes = this.#unpacked(data, width * height * 3);
    const { pixels } = this.#memory();
    let at = 0;
    for (let row = y; row < y + height; row += 1) {
      const end = row * this.width + x + width;
      for (let place = end - width; place < end; place += 1, at += 3) {
        pixels[place] = OPAQUE | (/** @type {number} */ (bytes[at + 2]) << 16) |
          (/** @type {number} */ (bytes[at + 1]) << 8) | /** @type {number} */ (bytes[at]);
      }
    }
  }

  /** @param {import('./patch.js').Step} step */
  #palette({ x, y, width, height, data, palette }) {
    const indices = this.#unpacked(data, width * height);
    const colours = new Uint32Array(palette.length / 3);
    for (let place = 0; place < colours.length; place += 1) {
      const [red = 0, green = 0, blue = 0] = palette.subarray(place * 3, place * 3 + 3);
      colours[place] = OPAQUE | (blue << 16) | (green << 8) | red;
    }
    const { pixels } = this.#memory();
    let at = 0;
    let highest = 0;
    for (let row = y; row < y + height; row += 1) {
      const end = row * this.width + x + width;
      for (let place = end - width; place < end; place += 1, at += 1) {
        const index = /** @type {number} */ (indices[at]);
        if (index > highest) highest = index;
        pixels[place] = colours[index] ?? OPAQUE;
      }
    }
    if (highest >= colours.length) throw new RangeError('a colour that the palette does not have');
  }

  /** @param {Uint8Array} packed @param {number} length */
  #unpacked(packed, length) {
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length);
    const bytes = this.#scratch.subarray(0, length);
    inflate(packed, bytes);
    return bytes;
  }
}
