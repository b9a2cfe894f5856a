/**
 * PATCH as steps, as `wire/patch.py` reads it: whole steps inside the canvas, or nothing. Pixels stay packed until they
 * are painted, so that no frame makes the page hold more than it paints.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Place
 * @typedef {Place & {kind: number, from: Place, data: Uint8Array, palette: Uint8Array}} Step
 *   `from`: of MOVE, where it is copied from; `data`: the colour of FILL, packed pixels, or a JPEG
 */
export const KIND = /** @type {const} */ ({ FILL: 1, MOVE: 2, PIXELS: 3, PALETTE: 4, PHOTO: 5 });
const MOST = 4096;
const CANVASES = 16;
/** @type {Uint8Array} */
const NOTHING = new Uint8Array(0);
const [BASELINE, SCAN, FIRST, LAST] = [0xc0, 0xda, 0xc0, 0xfe];

/** Reads on through the bytes of a frame. */
class Reader {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte() {
    return this.view.getUint8(this.at++);
  }

  two() {
    this.at += 2;
    return this.view.getUint16(this.at - 2);
  }

  four() {
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }

  /** @param {number} length */
  part(length) {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError('cut short');
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }
}

/**
 * @param {Uint8Array} payload @param {number} width @param {number} height of the canvas
 * @returns {Step[]}
 * @throws {RangeError} for anything else than whole steps inside the canvas
 */
export function stepsOf(payload, width, height) {
  const reader = new Reader(payload);
  /** @type {Step[]} */
  const steps = [];
  let painted = 0;
  while (reader.at < payload.length) {
    if (steps.length >= MOST) throw new RangeError('too many steps');
    const step = read(reader);
    if (!inside(step, width, height) || !inside(step.from, width, height)) throw new RangeError('outside the canvas');
    painted += step.width * step.height;
    if (painted > CANVASES * width * height) throw new RangeError('too much is painted');
    steps.push(step);
  }
  return steps;
}

/** @param {Reader} reader @returns {Step} */
function read(reader) {
  const kind = reader.byte();
  const place = { x: reader.two(), y: reader.two(), width: reader.two(), height: reader.two() };
  /** @type {Step} */
  const step = { ...place, kind, from: place, data: NOTHING, palette: NOTHING };
  if (kind === KIND.FILL) step.data = reader.part(3);
  else if (kind === KIND.MOVE) step.from = { ...place, x: reader.two(), y: reader.two() };
  else if (kind === KIND.PIXELS || kind === KIND.PALETTE || kind === KIND.PHOTO) {
    if (kind === KIND.PALETTE) step.palette = reader.part(3 * (reader.byte() + 1));
    step.data = reader.part(reader.four());
    if (kind === KIND.PHOTO) checkPhoto(step);
  } else throw new RangeError('no such step');
  return step;
}

/** What the browser decodes says of itself that it is small enough. @param {Step} step */
function checkPhoto({ data, width, height }) {
  const reader = new Reader(data);
  if (reader.two() !== 0xffd8) throw new RangeError('not a JPEG');
  for (;;) {
    const [mark, kind, length] = [reader.byte(), reader.byte(), reader.two()];
    if (mark !== 0xff || kind < FIRST || kind > LAST || kind === SCAN || length < 2) throw new RangeError('not a JPEG');
    if (kind === BASELINE) {
      const [bits, high, wide, colours] = [reader.byte(), reader.two(), reader.two(), reader.byte()];
      if (bits !== 8 || colours !== 3 || !high || !wide || high > height || wide > width) {
        throw new RangeError('not a JPEG of this place');
      }
      return;
    }
    reader.at += length - 2;
  }
}

/** @param {Place} place @param {number} width @param {number} height */
export function inside(place, width, height) {
  return place.width > 0 && place.height > 0 && place.x + place.width <= width && place.y + place.height <= height;
}

/** @param {Place} one @param {Place} other */
export function meets(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y < other.y + other.height && other.y < one.y + one.height;
}
