/**
 * The screen, as the browser's own picker gives it. The track is stopped here, on the page, the moment a yes is taken
 * back: nothing waits for the worker or the server.
 */
const FIRST_FRAME_MS = 400;

export class Capture {
  /** @type {MediaStream | null} */
  #stream = null;

  /**
   * @param {HTMLVideoElement} video shows what is shared
   * @param {{stopped: () => void}} tell the browser's own "stop sharing" was pressed, or what was shared is gone
   */
  constructor(video, tell) {
    this.video = video;
    this.tell = tell;
  }

  static get possible() {
    return 'MediaStreamTrackProcessor' in globalThis && 'VideoEncoder' in globalThis &&
      typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  }

  get live() {
    return this.#stream !== null;
  }

  /** Must be called from a click. @returns {Promise<ReadableStream<VideoFrame> | null>} null: nothing was chosen */
  async start() {
    /** @type {DisplayMediaStreamOptions & Record<string, unknown>} */
    const wanted = {
      video: { frameRate: { ideal: 30, max: 30 } }, audio: false, selfBrowserSurface: 'exclude',
      surfaceSwitching: 'include', systemAudio: 'exclude',
    };
    const stream = await navigator.mediaDevices.getDisplayMedia(wanted).catch(() => null);
    const track = stream?.getVideoTracks()[0];
    if (!stream || !track) return null;
    this.#stream = stream;
    track.contentHint = 'text';
    track.addEventListener('ended', () => {
      if (this.#stream !== stream) return;
      this.stop();
      this.tell.stopped();
    });
    this.video.srcObject = stream;
    this.#awaken(stream);
    return frames(track);
  }

  /**
   * A busy browser can lose the first frame of a page that stands still, and no other follows. Whoever attaches to a
   * track anew is given a fresh frame, and all others with it.
   * @param {MediaStream} stream
   * @param {number} [tries]
   */
  #awaken(stream, tries = 20) {
    setTimeout(() => {
      if (this.#stream !== stream || this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA || !tries) return;
      this.video.srcObject = null;
      this.video.srcObject = stream;
      this.#awaken(stream, tries - 1);
    }, FIRST_FRAME_MS);
  }

  stop() {
    const stream = this.#stream;
    this.#stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }
}

/** Not in TypeScript's library yet. @param {MediaStreamTrack} track @returns {ReadableStream<VideoFrame>} */
function frames(track) {
  const Processor = /** @type {any} */ (globalThis).MediaStreamTrackProcessor;
  return new Processor({ track }).readable;
}
