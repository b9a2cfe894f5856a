/**
 * One WebSocket of one end: HELLO first, sequences that grow by one, and the count of media for the tally.
 * It never reconnects by itself: the customer's end asks everything anew, the technician's opens a new one.
 */
import { encode } from './codec.js';
import { ProtocolError } from './error.js';
import { CLOSE, TYPE } from './gates.js';
import { HEADER_BYTES, MEDIA_FROM, SUBPROTOCOL, VERSION } from './table.js';

const ABNORMAL = 1006;

export class Line {
  #sequence = 0;
  #closed = false;
  /** What was sent of media, as the tally says it. */
  tally = { counts: /** @type {Record<string, number>} */ ({}), bytes: 0, last: 0 };
  heard = performance.now();

  /**
   * @param {string} url
   * @param {{ticket: string, codecs: string[], offers?: string[]}} hello
   * @param {import('./machine.js').End} end
   * @param {{frame: (received: import('./machine.js').Received) => void,
   *   closed: (code: number, reason: string) => void}} tell
   */
  constructor(url, hello, end, tell) {
    this.end = end;
    this.tell = tell;
    this.socket = new WebSocket(url, SUBPROTOCOL);
    this.socket.binaryType = 'arraybuffer';
    this.socket.addEventListener('open', () => this.send(TYPE.HELLO, { versions: [VERSION], ...hello }));
    this.socket.addEventListener('message', (event) => this.#receive(event.data));
    this.socket.addEventListener('close', (event) => this.#over(event.code, event.reason));
  }

  get waiting() {
    return this.socket.bufferedAmount;
  }

  /**
   * Send a frame if this end's own gates let it out.
   * @param {number} type
   * @param {object | Uint8Array} payload
   * @param {boolean} [key]
   * @returns {number} its sequence, or 0 if it was not sent
   */
  send(type, payload, key = false) {
    if (this.#closed || this.socket.readyState !== WebSocket.OPEN) return 0;
    if (type !== TYPE.HELLO && !this.end.maySend(type, performance.now())) return 0;
    const time = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
    const sequence = this.#sequence + 1;
    const frame = encode(type, payload, { participant: this.end.me, sequence, time, key });
    this.socket.send(frame);
    this.#sequence = sequence;
    if (type >= MEDIA_FROM) {
      this.tally.counts[type] = (this.tally.counts[type] ?? 0) + 1;
      this.tally.bytes += frame.byteLength - HEADER_BYTES;
      this.tally.last = sequence;
    }
    return sequence;
  }

  /** @param {number} [code] @param {string} [reason] */
  close(code = ABNORMAL, reason = '') {
    this.socket.close();
    this.#over(code, reason);
  }

  /** @param {unknown} data */
  #receive(data) {
    if (this.#closed) return;
    this.heard = performance.now();
    try {
      if (!(data instanceof ArrayBuffer)) throw new ProtocolError(CLOSE.MALFORMED, 'a message in text');
      const received = this.end.receive(new Uint8Array(data), this.heard);
      if (received) this.tell.frame(received);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.close(error.code, error.reason);
    }
  }

  /** @param {number} code @param {string} reason */
  #over(code, reason) {
    if (this.#closed) return;
    this.#closed = true;
    this.tell.closed(code, reason);
  }
}
