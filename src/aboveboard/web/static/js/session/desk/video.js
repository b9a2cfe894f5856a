/** One stream of pictures of the video codec, and the place of the canvas that they go to. */
import { decoderConfig } from '../codecs.js';

export class Video {
  /** @type {VideoDecoder} */
  #decoder;
  /** Whether the next picture is the first after its configuration, so that it stands alone. */
  #first = true;
  #name = '';

  /**
   * @param {{codec: string, width: number, height: number}} config
   * @param {import('./patch.js').Place} place
   * @param {{decoded: (video: Video, frame: VideoFrame) => void, failed: () => void}} tell
   */
  constructor(config, place, tell) {
    this.place = place;
    this.#name = nameOf(config);
    this.#decoder = new VideoDecoder({ output: (frame) => tell.decoded(this, frame), error: tell.failed });
    this.#decoder.configure(decoderConfig(config));
  }

  /** @param {string} codec @param {number} width @param {number} height */
  is(codec, width, height) {
    return this.#decoder.state === 'configured' && this.#name === nameOf({ codec, width, height });
  }

  /** The same pictures from a fresh start, perhaps somewhere else. @param {import('./patch.js').Place} place */
  renew(place) {
    this.place = place;
    this.#first = true;
  }

  /** @param {number} sequence @param {boolean} key @param {Uint8Array} data @returns {boolean} false if it cannot be decoded */
  decode(sequence, key, data) {
    if (this.#decoder.state !== 'configured') return false;
    const type = key || this.#first ? 'key' : 'delta';
    this.#first = false;
    // The time stamp only carries the sequence through the decoder, for the acknowledgement.
    this.#decoder.decode(new EncodedVideoChunk({ type, timestamp: sequence, data }));
    return true;
  }

  /** No more pictures come; those that are being decoded still do. */
  retire() {
    if (this.#decoder.state !== 'configured') return;
    const close = () => this.close();
    void this.#decoder.flush().then(close, close);
  }

  close() {
    if (this.#decoder.state !== 'closed') this.#decoder.close();
  }
}

/** @param {{codec: string, width: number, height: number}} config */
function nameOf({ codec, width, height }) {
  return `${codec} ${width}x${height}`;
}
