/**
 * The picture in the worker's memory, in which patches are painted exactly, and what of it goes to the page: only the
 * places that changed. A canvas that a worker paints costs a browser four times as much and is seen later than one that
 * the page paints, so the page does (`sheet.js`). The newest picture of a video is not in memory until it is needed.
 * @typedef {import('./patch.js').Place} Place
 * @typedef {Place & ({pixels: ArrayBuffer} | {frame: VideoFrame})} Part what the page paints: RGBA, or a picture of a video
 */
import { inflate } from './inflate.js';
import { covers, KIND, meets } from './patch.js';

const OPAQUE = 0xff000000;

export class Surface {
  width = 1280;
  height = 720;
  /** @type {Uint32Array | null} made by the first patch: a browser's pictures need none */
  #copy = null;
  /** @type {{frame: VideoFrame, place: Place} | null} a picture that the page has and the memory has not */
  #newest = null;
  /** @type {Place[]} where the memory is newer than the page */
  #changed = [];
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

  /** Nothing of what was shown stays, on the page or in memory. */
  clear() {
    this.#forget();
    this.#copy = null;
    this.#changed = [];
    this.#scratch = new Uint8Array(0);
    this.page.blank(this.width, this.height);
  }

  /** A picture of the video codec, stretched over its place; it is handed over. @param {VideoFrame} frame @param {Place} place */
  draw(frame, { x, y, width, height }) {
    const place = { x, y, width, height };
    if (this.#newest && !covers(place, this.#newest.place)) this.#learn();
    this.#forget();
    this.show();
    this.#newest = { frame: frame.clone(), place };
    this.page.put([{ ...place, frame }], [frame]);
  }

  /**
   * One step of a patch. It is seen after `show`.
   * @param {import('./patch.js').Step} step
   * @param {ImageBitmap} [photo] decoded
   * @throws {RangeError} for pixels that are not those of its place
   */
  paint(step, photo) {
    if (this.#newest && covers(step, this.#newest.place)) this.#forget();
    else if (this.#newest && (meets(step, this.#newest.place) || meets(step.from, this.#newest.place))) this.#learn();
    if (step.kind === KIND.PHOTO) photo && this.#draw(photo, step);
    else if (step.kind === KIND.FILL) this.#fill(step);
    else if (step.kind === KIND.MOVE) this.#move(step);
    else if (step.kind === KIND.PIXELS) this.#pixels(step);
    else this.#palette(step);
    const last = this.#changed.at(-1);
    if (last && last.x === step.x && last.width === step.width && last.y + last.height === step.y) last.height += step.height;
    else this.#changed.push({ x: step.x, y: step.y, width: step.width, height: step.height });
  }

  /** Let the page show what changed. */
  show() {
    if (!this.#changed.length) return;
    const pixels = this.#memory();
    const parts = this.#changed.map(({ x, y, width, height }) => {
      const cells = new Uint32Array(width * height);
      for (let row = 0; row < height; row += 1) {
        const from = (y + row) * this.width + x;
        cells.set(pixels.subarray(from, from + width), row * width);
      }
      return { x, y, width, height, pixels: cells.buffer };
    });
    this.#changed = [];
    this.page.put(parts, parts.map((part) => part.pixels));
  }

  #memory() {
    return (this.#copy ??= new Uint32Array(this.width * this.height).fill(OPAQUE));
  }

  #forget() {
    this.#newest?.frame.close();
    this.#newest = null;
  }

  /** Take the newest picture of a video into memory, before something is painted over it or moved out of it. */
  #learn() {
    if (!this.#newest) return;
    const { frame, place } = this.#newest;
    this.#draw(frame, place);
    this.#forget();
  }

  /** @param {CanvasImageSource} image @param {Place} place */
  #draw(image, { x, y, width, height }) {
    const canvas = new OffscreenCanvas(width, height);
    const options = { alpha: false, willReadFrequently: true };
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', options));
    context.drawImage(image, 0, 0, width, height);
    const seen = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const pixels = this.#memory();
    for (let row = 0; row < height; row += 1) {
      pixels.set(seen.subarray(row * width, (row + 1) * width), (y + row) * this.width + x);
    }
  }

  /** @param {import('./patch.js').Step} step */
  #fill({ x, y, width, height, data: [red = 0, green = 0, blue = 0] }) {
    const pixels = this.#memory();
    const colour = (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0;
    for (let row = y; row < y + height; row += 1) pixels.fill(colour, row * this.width + x, row * this.width + x + width);
  }

  /** @param {import('./patch.js').Step} step */
  #move({ x, y, width, height, from }) {
    const pixels = this.#memory();
    const down = y > from.y;
    for (let count = 0; count < height; count += 1) {
      const row = down ? height - 1 - count : count;
      const start = (from.y + row) * this.width + from.x;
      pixels.copyWithin((y + row) * this.width + x, start, start + width);
    }
  }

  /** @param {import('./patch.js').Step} step */
  #pixels({ x, y, width, height, data }) {
    const bytes = this.#unpacked(data, width * height * 3);
    const pixels = this.#memory();
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
    const pixels = this.#memory();
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
