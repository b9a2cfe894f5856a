/**
 * Pictures as they come → the canvas, in the worker. A picture is acknowledged when it is painted; after a gap or an
 * error nothing is painted until the next key frame, which is asked for once.
 */
import { decoderConfig } from '../codecs.js';

export class Painter {
  /** @type {VideoDecoder | null} */
  #decoder = null;
  #needsKey = true;
  #config = '';

  /**
   * @param {OffscreenCanvas} canvas
   * @param {{painted: (sequence: number, width: number, height: number) => void, lost: () => void}} tell
   */
  constructor(canvas, tell) {
    this.canvas = canvas;
    this.context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
    this.tell = tell;
  }

  /** @param {{codec: string, width: number, height: number}} config */
  configure({ codec, width, height }) {
    const wanted = `${codec} ${width}x${height}`;
    if (this.#decoder?.state === 'configured' && this.#config === wanted) return;
    this.#config = wanted;
    this.#close();
    const decoder = new VideoDecoder({
      output: (frame) => this.#paint(frame),
      error: () => {
        this.#config = '';
        this.#lose();
      },
    });
    decoder.configure(decoderConfig({ codec, width, height }));
    this.#decoder = decoder;
    this.#needsKey = true;
  }

  /** @param {number} sequence @param {boolean} key @param {Uint8Array} data */
  decode(sequence, key, data) {
    if (!this.#decoder || this.#decoder.state !== 'configured') return this.#lose();
    if (this.#needsKey && !key) return this.#lose();
    this.#needsKey = false;
    // The time stamp only carries the sequence through the decoder, for the acknowledgement.
    this.#decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: sequence, data }));
  }

  /** Nothing of the customer's screen stays on the canvas. */
  clear() {
    this.#close();
    this.#config = '';
    this.#needsKey = true;
    this.context.fillStyle = '#000';
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** @param {VideoFrame} frame */
  #paint(frame) {
    const { displayWidth: width, displayHeight: height, timestamp } = frame;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.context.drawImage(frame, 0, 0);
    frame.close();
    this.tell.painted(timestamp, width, height);
  }

  #lose() {
    this.#needsKey = true;
    this.tell.lost();
  }

  #close() {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = null;
  }
}
