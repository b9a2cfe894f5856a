/**
 * One file on its way to the customer's computer: read in slices, hashed as it is read, sent as far as the window lets
 * it. After a loss it goes on from what the customer's end has; the same file chosen again has the same identifier.
 */
import { TYPE } from '../../wire/gates.js';
import { pack } from '../../wire/parts.js';
import { Sha256 } from '../../sha256.js';
import { Flow, turn } from './flow.js';

const SILENCE_MS = 1_500;
const LOST_MS = 12_000;
const SLICE = 1024 * 1024;

/** The identifier that this file has in this session, whenever it is chosen. @param {string} session @param {File} file */
export function identify(session, file) {
  const about = [session, file.name, file.size, file.lastModified].join('\n');
  return new Sha256().update(new TextEncoder().encode(about)).hex().slice(0, 32);
}

export class Upload {
  up = false;
  done = 0;
  /** @type {'asked' | 'preparing' | 'going' | 'checking' | 'resting' | 'lost' | 'refused' | 'stopped' | 'failed' | 'ok'} */
  state = 'asked';
  why = '';
  /** The hash of the whole, once it was read to its end. */
  #sum = '';
  #flow = new Flow();
  #hash = new Sha256();
  #hashed = 0;
  #at = 0;
  #moved = 0;
  #pumping = false;

  /**
   * @param {string} id @param {File} file @param {string} reason
   * @param {{send: (type: number, payload: object | Uint8Array, transfer?: Transferable[]) => void,
   *   changed: (transfer: any) => void}} tell
   */
  constructor(id, file, reason, tell) {
    this.id = id;
    this.file = file;
    this.name = file.name;
    this.size = file.size;
    this.reason = reason;
    this.tell = tell;
  }

  get open() {
    return ['asked', 'preparing', 'going', 'checking', 'resting', 'lost'].includes(this.state);
  }

  offer() {
    this.#to('asked');
    this.tell.send(TYPE.FILE_OFFER, { transfer: this.id, name: this.name, size: this.size, reason: this.reason });
  }

  /** @param {{yes: boolean, offset: number}} answer */
  async answered({ yes, offset }) {
    if (!yes) return this.#to('refused');
    this.#to('preparing');
    const there = Math.min(offset, this.size);
    if (!(await this.#read(there))) return;
    this.#at = this.done = there;
    this.#flow = new Flow();
    this.#go();
  }

  /** @param {number} offset how much the customer's end has */
  taken(offset) {
    if (!this.open || offset > this.#hashed) return;
    if (offset > this.done) {
      this.done = offset;
      this.#at = Math.max(this.#at, offset);
      this.#moved = performance.now();
      this.#flow.acknowledged(offset, this.#moved);
      this.tell.changed(this);
    }
    if (this.state !== 'asked' && this.state !== 'preparing' && this.state !== 'checking') this.#go();
  }

  /** @param {{ok: boolean, why: string}} done */
  ended({ ok, why }) {
    if (!this.open) return;
    this.why = why;
    this.#to(ok ? 'ok' : this.state === 'stopped' ? 'stopped' : 'failed');
  }

  stop() {
    if (!this.open) return;
    this.tell.send(TYPE.FILE_STOP, { transfer: this.id });
    this.#to('stopped');
  }

  /** Nothing may be sent now. */
  rest() {
    if (this.open) this.#to('resting');
  }

  /** It may be sent again: what the customer's end still knows goes on; what it forgot is found out by its silence. */
  resume() {
    if (this.state !== 'resting') return;
    if (this.#hashed === 0 && this.size > 0) return this.#to('lost');
    this.#at = this.done;
    this.#go();
  }

  #go() {
    this.#moved = performance.now();
    this.#to('going');
    void this.#pump();
  }

  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.state === 'going' && this.#at < this.size) {
        const now = performance.now();
        if (this.#at - this.done >= this.#flow.size) {
          if (now - this.#moved > LOST_MS) return this.#to('lost');
          await new Promise((wait) => setTimeout(wait, 10));
          if (now - this.#moved > SILENCE_MS && this.#at > this.done) this.#back();
          continue;
        }
        await turn();
        await this.#part();
      }
      if (this.state === 'going') await this.#finish();
    } finally {
      this.#pumping = false;
    }
    if (this.state === 'going' && this.#at < this.size) void this.#pump();
  }

  #back() {
    this.#at = this.done;
    this.#flow.lost();
  }

  async #part() {
    const end = Math.min(this.#at + this.#flow.part, this.size);
    const data = await this.#slice(this.#at, end);
    if (!data || this.state !== 'going') return;
    if (this.#at <= this.#hashed && end > this.#hashed) {
      this.#hash.update(data.subarray(this.#hashed - this.#at));
      this.#hashed = end;
    }
    const payload = pack(this.id, this.#at, data);
    this.tell.send(TYPE.FILE_DOWN, payload, [payload.buffer]);
    this.#at = end;
    this.#flow.sent(end, performance.now());
  }

  /** All is sent: wait until it is there, then say its hash. */
  async #finish() {
    while (this.state === 'going' && this.done < this.size) {
      const now = performance.now();
      if (now - this.#moved > LOST_MS) return this.#to('lost');
      if (now - this.#moved > SILENCE_MS) return this.#back();
      await new Promise((wait) => setTimeout(wait, 10));
    }
    if (this.state !== 'going') return;
    this.#to('checking');
    this.#sum ||= this.#hash.hex();
    this.tell.send(TYPE.FILE_SUM, { transfer: this.id, sha256: this.#sum });
  }

  /** Hash what the customer's end has already. @param {number} upto */
  async #read(upto) {
    while (this.#hashed < upto) {
      const end = Math.min(this.#hashed + SLICE, upto);
      const data = await this.#slice(this.#hashed, end);
      if (!data || this.state !== 'preparing') return false;
      this.#hash.update(data);
      this.#hashed = end;
    }
    return true;
  }

  /** @param {number} from @param {number} to @returns {Promise<Uint8Array | null>} null: the file is not there any more */
  async #slice(from, to) {
    try {
      return new Uint8Array(await this.file.slice(from, to).arrayBuffer());
    } catch {
      this.tell.send(TYPE.FILE_STOP, { transfer: this.id });
      this.#to('failed');
      return null;
    }
  }

  /** @param {Upload['state']} state */
  #to(state) {
    this.state = state;
    this.tell.changed(this);
  }
}
