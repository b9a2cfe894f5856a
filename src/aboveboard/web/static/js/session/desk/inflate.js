/**
 * Raw deflate (RFC 1951) at once, into a place of known size. A patch of a few hundred bytes is unpacked in some
 * microseconds, where a stream of the browser's would come back some tasks later.
 */
const LENGTHS = Uint16Array.from(
  [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]);
const LENGTH_BITS = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]);
const DISTANCES = Uint16Array.from([1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025,
  1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577]);
const DISTANCE_BITS = Uint8Array.from(
  [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]);
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END = 256;
const LONGEST = 15;
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;

/** A prefix code: `table` is read by the next `bits` bits, each entry symbol · 16 + length; 0 is no code. */
class Code {
  table = new Uint16Array(1 << LONGEST);
  bits = 0;

  /**
   * @param {Uint8Array} lengths of the code of each symbol @param {number} from @param {number} to
   * @param {boolean} whole whether a code with a hole in it is refused even if it has one symbol
   */
  build(lengths, from, to, whole) {
    const counts = new Uint16Array(LONGEST + 1);
    let longest = 0;
    for (let at = from; at < to; at += 1) {
      const length = lengths[at] ?? 0;
      counts[length] = (counts[length] ?? 0) + 1;
      if (length > longest) longest = length;
    }
    counts[0] = 0;
    const next = new Uint16Array(LONGEST + 2);
    let free = 1;
    for (let length = 1; length <= LONGEST; length += 1) {
      free = free * 2 - (counts[length] ?? 0);
      if (free < 0) throw new RangeError('more codes than there is room for');
      next[length + 1] = ((next[length] ?? 0) + (counts[length] ?? 0)) * 2;
    }
    if (free > 0 && (whole || longest > 1)) throw new RangeError('a code with a hole in it');
    this.bits = Math.max(1, longest);
    const { table } = this;
    const size = 1 << this.bits;
    if (free > 0) table.fill(0, 0, size);
    for (let at = from; at < to; at += 1) {
      const length = lengths[at] ?? 0;
      if (!length) continue;
      const entry = ((at - from) << 4) | length;
      const code = next[length] ?? 0;
      next[length] = code + 1;
      for (let place = reversed(code, length); place < size; place += 1 << length) table[place] = entry;
    }
  }
}

/** @param {number} code @param {number} length */
function reversed(code, length) {
  let turned = 0;
  for (let bit = 0; bit < length; bit += 1) turned |= ((code >> bit) & 1) << (length - 1 - bit);
  return turned;
}

const literals = new Code();
const distances = new Code();
const fixedLiterals = new Code();
const fixedDistances = new Code();
const sizes = new Uint8Array(MOST_LITERALS + MOST_DISTANCES + 1);
fixedLiterals.build(Uint8Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < END ? 9 : at < 280 ? 7 : 8)), 0, 288, true);
fixedDistances.build(new Uint8Array(32).fill(5), 0, 32, true);

/** @type {Uint8Array} */
let input = new Uint8Array(0);
let at = 0;
let hold = 0;
let held = 0;

/** @param {number} count at most 16 @returns {number} the next bits, taken */
function take(count) {
  while (held < count) {
    hold |= (input[at++] ?? 0) << held;
    held += 8;
  }
  const value = hold & ((1 << count) - 1);
  hold >>>= count;
  held -= count;
  return value;
}

/** @param {Code} code @returns {number} */
function symbol(code) {
  while (held < LONGEST) {
    hold |= (input[at++] ?? 0) << held;
    held += 8;
  }
  const entry = code.table[hold & ((1 << code.bits) - 1)] ?? 0;
  const length = entry & 15;
  if (!length) throw new RangeError('not a code');
  hold >>>= length;
  held -= length;
  return entry >>> 4;
}

/**
 * @param {Uint8Array} packed exactly one stream
 * @param {Uint8Array} output filled exactly
 * @throws {RangeError} if the stream is damaged, or is not of this length
 */
export function inflate(packed, output) {
  input = packed;
  at = hold = held = 0;
  let filled = 0;
  let last = 0;
  while (!last) {
    if (at > packed.length + 4) throw new RangeError('cut short');
    last = take(1);
    const kind = take(2);
    if (kind === 0) filled = stored(output, filled);
    else if (kind === 1) filled = block(output, filled, fixedLiterals, fixedDistances);
    else if (kind === 2) {
      readCodes();
      filled = block(output, filled, literals, distances);
    } else throw new RangeError('no such block');
  }
  if (at - (held >> 3) !== packed.length) throw new RangeError('not one whole stream');
  if (filled !== output.length) throw new RangeError('of another length');
}

/** @param {Uint8Array} output @param {number} filled */
function stored(output, filled) {
  at -= held >> 3;
  hold = held = 0;
  const length = take(16);
  if ((length ^ 0xffff) !== take(16)) throw new RangeError('a damaged length');
  if (at + length > input.length || filled + length > output.length) throw new RangeError('too long');
  output.set(input.subarray(at, at + length), filled);
  at += length;
  return filled + length;
}

function readCodes() {
  const literalCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const codes = take(4) + 4;
  if (literalCount > MOST_LITERALS || distanceCount > MOST_DISTANCES) throw new RangeError('too many codes');
  const first = new Uint8Array(19);
  for (let place = 0; place < codes; place += 1) first[ORDER[place] ?? 0] = take(3);
  literals.build(first, 0, 19, true);
  const all = literalCount + distanceCount;
  for (let place = 0; place < all;) {
    const next = symbol(literals);
    if (next < 16) {
      sizes[place++] = next;
      continue;
    }
    if (next === 16 && !place) throw new RangeError('nothing to repeat');
    const value = next === 16 ? sizes[place - 1] ?? 0 : 0;
    const times = next === 16 ? 3 + take(2) : next === 17 ? 3 + take(3) : 11 + take(7);
    if (place + times > all) throw new RangeError('too many lengths');
    sizes.fill(value, place, place + times);
    place += times;
  }
  if (!sizes[END]) throw new RangeError('a block without an end');
  literals.build(sizes, 0, literalCount, false);
  distances.build(sizes, literalCount, all, false);
}

/**
 * The inner loop: the state is in local variables, for speed.
 * @param {Uint8Array} output @param {number} filled @param {Code} words @param {Code} backs
 */
function block(output, filled, words, backs) {
  const { table } = words;
  const mask = (1 << words.bits) - 1;
  const source = input;
  const most = output.length;
  let place = at;
  let value = hold;
  let count = held;
  for (;;) {
    while (count < LONGEST) {
      value |= (source[place++] ?? 0) << count;
      count += 8;
    }
    const entry = table[value & mask] ?? 0;
    const used = entry & 15;
    const word = entry >>> 4;
    if (!used) throw new RangeError('not a code');
    value >>>= used;
    count -= used;
    if (word < END) {
      if (filled >= most) throw new RangeError('too long');
      output[filled++] = word;
      continue;
    }
    at = place;
    hold = value;
    held = count;
    if (word === END) return filled;
    filled = copy(output, filled, word - END - 1, backs);
    place = at;
    value = hold;
    count = held;
  }
}

/** @param {Uint8Array} output @param {number} filled @param {number} which length @param {Code} backs */
function copy(output, filled, which, backs) {
  if (which >= LENGTHS.length) throw new RangeError('no such length');
  const length = (LENGTHS[which] ?? 0) + take(LENGTH_BITS[which] ?? 0);
  const far = symbol(backs);
  if (far >= MOST_DISTANCES) throw new RangeError('no such distance');
  const distance = (DISTANCES[far] ?? 0) + take(DISTANCE_BITS[far] ?? 0);
  const from = filled - distance;
  const to = filled + length;
  if (from < 0 || to > output.length || at > input.length + 4) throw new RangeError('too far');
  if (distance === 1) output.fill(output[from] ?? 0, filled, to);
  else if (distance >= length && length > 32) output.copyWithin(filled, from, from + length);
  else for (let place = filled; place < to; place += 1) output[place] = output[place - distance] ?? 0;
  return to;
}
