/**
 * Frames as they come → the picture, in the worker: exact patches, and pictures of the video codec in their place. What
 * is painted is acknowledged when the page shows it. After a gap or an error nothing is painted until a frame that stands alone.
 *
 * Decoding takes a while, so what comes waits behind what it touches, and only behind that: a letter typed beside a
 * video is painted at once, and both ends still agree on what lies over what.
 * @typedef {import('./patch.js').Place} Place
 * @typedef {{sequence: number, touches: Place[], waits: boolean, since: number, paint: () => void, drop: () => void,
 *   picture?: Video}} Turn
 */
import { inside, KIND, meets, stepsOf } from './patch.js';
import { Surface } from './surface.js';
import { Video } from './video.js';

const PATIENCE_MS = 3_000;
const LISTED = 64;

export class Painter {
  /** @type {Turn[]} what came and is not painted, in its order */
  #turns = [];
  /** @type {Video | null} */
  #video = null;
  #needsKey = true;
  /** Whether the customer's end says how large the canvas is; else the pictures do. */
  #told = false;
  #paused = false;

  /**
   * @param {ConstructorParameters<typeof Surface>[0]} page
   * @param {{painted: (sequence: number, width: number, height: number) => void, lost: () => void}} tell
   */
  constructor(page, tell) {
    this.surface = new Surface(page);
    this.tell = tell;
  }

  /** @param {{width: number, height: number, paused?: boolean}} screen */
  screen({ width, height, paused = false }) {
    const same = this.#told && this.surface.width === width && this.surface.height === height;
    this.#told = true;
    this.#paused = paused;
    if (same && !paused) return;
    this.#forget();
    this.surface.resize(width, height);
    this.surface.clear();
  }

  /** @param {{codec: string, width: number, height: number, x?: number, y?: number}} config */
  configure({ codec, width, height, x = 0, y = 0 }) {
    const place = this.#told ? { x, y, width, height } : { x: 0, y: 0, width, height };
    if (this.#told && !inside(place, this.surface.width, this.surface.height)) return this.#lose();
    if (this.#video?.is(codec, width, height)) return this.#video.renew(place);
    this.#video?.retire();
    this.#video = new Video({ codec, width, height }, place, {
      decoded: (video, frame) => this.#decoded(video, frame),
      failed: () => this.#lose(),
    });
  }

  /** @param {number} sequence @param {boolean} key @param {Uint8Array} data */
  decode(sequence, key, data) {
    if (this.#paused) return;
    const video = this.#video;
    if (!video || (this.#needsKey && !key) || this.#isStuck() || !video.decode(sequence, key, data)) return this.#lose();
    this.#needsKey = false;
    const turn = { sequence, touches: [video.place], waits: true, since: performance.now(), picture: video };
    this.#turns.push({ ...turn, paint: () => {}, drop: () => {} });
  }

  /** @param {number} sequence @param {boolean} key @param {Uint8Array} payload */
  patch(sequence, key, payload) {
    if (this.#paused) return;
    if (!this.#told || (this.#needsKey && !key) || this.#isStuck()) return this.#lose();
    /** @type {import('./patch.js').Step[]} */
    let steps;
    try {
      steps = stepsOf(payload, this.surface.width, this.surface.height);
    } catch {
      return this.#lose();
    }
    if (key) this.#drop();
    this.#needsKey = false;
    const photos = steps.filter(({ kind }) => kind === KIND.PHOTO);
    /** @type {Map<import('./patch.js').Step, ImageBitmap>} */
    const decoded = new Map();
    const turn = {
      sequence, touches: touched(steps), waits: photos.length > 0, since: performance.now(),
      paint: () => {
        for (const step of steps) this.surface.paint(step, decoded.get(step));
        this.surface.show();
        this.#close(decoded);
        this.tell.painted(sequence, this.surface.width, this.surface.height);
      },
      drop: () => this.#close(decoded),
    };
    this.#turns.push(turn);
    if (photos.length) void this.#develop(turn, photos, decoded);
    this.#go();
  }

  /** Nothing of the customer's screen stays, on the page or here. */
  clear() {
    this.#forget();
    this.#told = this.#paused = false;
    this.surface.clear();
  }

  /** @param {Turn} turn @param {import('./patch.js').Step[]} photos @param {Map<object, ImageBitmap>} decoded */
  async #develop(turn, photos, decoded) {
    const work = photos.map(async (step) => {
      const bytes = new Uint8Array(step.data);
      decoded.set(step, await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' })));
    });
    const results = await Promise.allSettled(work);
    if (!this.#turns.includes(turn)) return this.#close(decoded);
    if (results.some(({ status }) => status === 'rejected')) return this.#lose();
    turn.waits = false;
    this.#go();
  }

  /** @param {Video} video @param {VideoFrame} frame */
  #decoded(video, frame) {
    const sequence = frame.timestamp;
    const turn = this.#turns.find((one) => one.picture === video && one.sequence === sequence);
    if (!turn) return frame.close();
    // A decoder that gives nothing for a picture has left it out.
    this.#turns = this.#turns.filter((one) => one.picture !== video || one.sequence >= sequence);
    turn.waits = false;
    turn.drop = () => frame.close();
    turn.paint = () => {
      this.#picture(frame, turn.touches[0]);
      this.tell.painted(sequence, this.surface.width, this.surface.height);
    };
    this.#go();
  }

  /** @param {VideoFrame} frame @param {Place | undefined} place */
  #picture(frame, place) {
    const { displayWidth: width, displayHeight: height } = frame;
    if (!this.#told) this.surface.resize(width, height);
    this.surface.draw(frame, this.#told && place ? place : { x: 0, y: 0, width, height });
  }

  /** Paint whatever waits behind nothing that it touches. */
  #go() {
    /** @type {Turn[]} */
    const waiting = [];
    const turns = this.#turns;
    this.#turns = waiting;
    for (const [place, turn] of turns.entries()) {
      if (turn.waits || waiting.some((earlier) => overlap(earlier.touches, turn.touches))) waiting.push(turn);
      else if (!this.#paints(turn)) {
        for (const rest of turns.slice(place + 1)) rest.drop();
        return;
      }
    }
  }

  /** @param {Turn} turn @returns {boolean} false if it was damaged, and everything has to begin anew */
  #paints(turn) {
    try {
      turn.paint();
      return true;
    } catch (error) {
      this.surface.forget();
      turn.drop();
      if (!(error instanceof RangeError)) throw error;
      this.#lose();
      return false;
    }
  }

  #isStuck() {
    const [first] = this.#turns;
    return first !== undefined && performance.now() - first.since > PATIENCE_MS;
  }

  /** @param {Map<object, ImageBitmap>} photos */
  #close(photos) {
    for (const photo of photos.values()) photo.close();
    photos.clear();
  }

  #drop() {
    for (const turn of this.#turns) turn.drop();
    this.#turns = [];
  }

  #forget() {
    this.#drop();
    this.#video?.close();
    this.#video = null;
    this.#needsKey = true;
  }

  #lose() {
    this.#forget();
    this.tell.lost();
  }
}

/** What steps read and write; many of them are taken together. @param {import('./patch.js').Step[]} steps @returns {Place[]} */
function touched(steps) {
  const places = steps.flatMap((step) => (step.kind === KIND.MOVE ? [step, step.from] : [step]));
  if (places.length <= LISTED) return places;
  const right = Math.max(...places.map(({ x, width }) => x + width));
  const lower = Math.max(...places.map(({ y, height }) => y + height));
  const x = Math.min(...places.map((place) => place.x));
  const y = Math.min(...places.map((place) => place.y));
  return [{ x, y, width: right - x, height: lower - y }];
}

/** @param {Place[]} some @param {Place[]} others */
function overlap(some, others) {
  return some.some((one) => others.some((other) => meets(one, other)));
}
