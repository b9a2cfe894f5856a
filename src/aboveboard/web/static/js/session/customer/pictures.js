/**
 * The picture's way out, in the worker: newest frame of the capture → encoder → wire.
 * Nothing is encoded unless it changed, somebody may see it, and the viewer keeps up. When the picture rests it is
 * encoded again a few times, so that the encoder spends what it saved on sharp text.
 */
import { TYPE } from '../../wire/gates.js';
import { LIMITS } from '../../wire/table.js';
import { fitting } from '../codecs.js';
import { Changes } from './changes.js';
import { Pace, fullBitrate } from './pace.js';

const REST_MS = 300;
const SHARPENINGS = 3;
const ADAPT_MS = 2_000;
const PATIENCE_BYTES = 1_000_000;

export class Pictures {
  /** @type {VideoFrame | null} the newest frame */
  #frame = null;
  #fresh = false;
  #wantsKey = true;
  #sharpened = 0;
  #changedAt = 0;
  #adaptedAt = 0;
  #busy = false;
  /** @type {VideoEncoder | null} */
  #encoder = null;
  /** @type {VideoEncoderConfig | null} */
  #config = null;
  #source = '';
  #paused = false;
  /** The size of the canvas that viewers were told of; empty where the pictures themselves say it. */
  #told = '';
  #pace = new Pace();
  /** @type {ReadableStreamDefaultReader<VideoFrame> | null} */
  #reader = null;

  /**
   * @param {import('../../wire/machine.js').End} end
   * @param {import('../../wire/socket.js').Line} line
   * @param {string[]} codecs that this browser encodes, best first
   * @param {() => void} failed this screen cannot be encoded at all
   */
  constructor(end, line, codecs, failed) {
    this.failed = failed;
    this.end = end;
    this.line = line;
    this.codecs = codecs;
  }

  /** Read the capture until it ends. @param {ReadableStream<VideoFrame>} readable */
  async read(readable) {
    const reader = readable.getReader();
    this.#reader = reader;
    const changes = new Changes();
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) break;
      if (this.#reader !== reader) {
        frame.close();
        break;
      }
      if (await changes.differs(frame)) this.#take(frame);
      else frame.close();
    }
  }

  /** Nothing more is read, encoded or kept. */
  stop() {
    this.#reader?.cancel().catch(() => undefined);
    this.#reader = null;
    this.#frame?.close();
    this.#frame = null;
    if (this.#encoder && this.#encoder.state !== 'closed') this.#encoder.close();
    this.#encoder = null;
    this.#config = null;
    this.#told = '';
    this.#pace.forget();
  }

  /** During a pause nothing is encoded or sent, and viewers see black. @param {boolean} paused */
  pause(paused) {
    this.#paused = paused;
    this.#describe();
    if (!paused) this.refresh();
  }

  /** Say how large the canvas is, and whether anything is on it. */
  #describe() {
    const width = this.#config?.width ?? this.#frame?.displayWidth ?? 1;
    const height = this.#config?.height ?? this.#frame?.displayHeight ?? 1;
    const screen = { width, height, parts: [], shown: -1, masks: 0, paused: this.#paused };
    if (this.line.send(TYPE.SCREEN, screen)) this.#told = `${width}x${height}`;
  }

  /** A key frame for somebody who has none. */
  refresh() {
    this.#wantsKey = true;
    this.#pace.forget();
    if (this.#paused) this.#describe();
    this.push();
  }

  /** @param {number} sequence */
  seen(sequence) {
    this.#pace.seen(sequence, performance.now());
    this.push();
  }

  /** @param {VideoFrame} frame */
  #take(frame) {
    this.#frame?.close();
    this.#frame = frame;
    this.#fresh = true;
    this.#sharpened = 0;
    this.#changedAt = performance.now();
    this.push();
  }

  /** Encode the newest frame if there is a reason to and nothing in the way. Called by events and by a slow clock. */
  async push() {
    const now = performance.now();
    const rests = !this.#fresh && this.#sharpened < SHARPENINGS && now - this.#changedAt > REST_MS * (this.#sharpened + 1);
    if (this.#paused || this.#busy || !this.#frame || !(this.#fresh || this.#wantsKey || rests)) return;
    if (!this.end.maySend(TYPE.PICTURE, now) || !this.#pace.room(now, this.end.inFlight)) return;
    if (this.line.waiting > PATIENCE_BYTES) return;
    this.#busy = true;
    try {
      await this.#prepare(this.#frame, now);
      this.#encode(rests);
    } catch {
      this.stop();
      this.failed();
    } finally {
      this.#busy = false;
    }
  }

  /** @param {boolean} rests */
  #encode(rests) {
    // The frame may have been replaced or dropped while the encoder was prepared.
    if (this.#paused || !this.#frame || !this.#encoder || this.#encoder.encodeQueueSize > 1) return;
    const keyFrame = this.#wantsKey;
    this.#wantsKey = false;
    if (rests) this.#sharpened += 1;
    this.#fresh = false;
    this.#encoder.encode(this.#frame, { keyFrame });
  }

  /** @param {VideoFrame} frame @param {number} now */
  async #prepare(frame, now) {
    const codec = this.#choose();
    const source = `${codec} ${frame.displayWidth}x${frame.displayHeight}`;
    const highest = fullBitrate(frame.displayWidth, frame.displayHeight);
    if (this.#source !== source || !this.#encoder || this.#encoder.state === 'closed') {
      this.#source = source;
      this.#config = await fitting(codec, frame.displayWidth, frame.displayHeight, highest);
      this.#open(this.#config);
    } else if (this.#config && now - this.#adaptedAt > ADAPT_MS) {
      this.#adaptedAt = now;
      const bitrate = this.#pace.bitrate(this.#config.bitrate ?? highest, highest);
      if (Math.abs(bitrate - (this.#config.bitrate ?? highest)) > highest / 20) {
        this.#config = { ...this.#config, bitrate };
        this.#encoder.configure(this.#config);
      }
    }
  }

  /** @param {VideoEncoderConfig} config */
  #open(config) {
    if (this.#encoder && this.#encoder.state !== 'closed') this.#encoder.close();
    const encoder = new VideoEncoder({
      output: (chunk) => {
        if (this.#encoder === encoder) this.#send(chunk);
      },
      error: () => {
        // The next push opens another one, with a codec that has not failed if there is one.
        if (this.codecs.length > 1) this.codecs = this.codecs.filter((codec) => codec !== config.codec);
        this.#source = '';
        this.#wantsKey = true;
      },
    });
    encoder.configure(config);
    this.#encoder = encoder;
    this.#wantsKey = true;
  }

  /** @param {EncodedVideoChunk} chunk */
  #send(chunk) {
    const config = this.#config;
    if (this.#paused || !config || chunk.byteLength > LIMITS.MEDIA_BYTES) {
      this.#wantsKey = true;
      return;
    }
    const key = chunk.type === 'key';
    if (key && this.#told && this.#told !== `${config.width}x${config.height}`) this.#describe();
    if (key) this.line.send(TYPE.PICTURE_CONFIG, { codec: config.codec, width: config.width, height: config.height });
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const sequence = this.line.send(TYPE.PICTURE, bytes, key);
    if (sequence) this.#pace.left(sequence, performance.now());
    else this.#wantsKey = true;
  }

  /** The first of our codecs that every viewer decodes. */
  #choose() {
    const viewers = this.end.ledger.holders('view', performance.now());
    const theirs = viewers.map((viewer) => this.end.peers.get(viewer)?.codecs ?? []);
    const common = this.codecs.find((codec) => theirs.every((codecs) => codecs.includes(codec)));
    return common ?? this.codecs[0] ?? 'vp8';
  }
}
