/** One file on its way from the customer's computer: written as it comes, hashed, kept only if it is what was sent. */
import { TYPE } from '../../wire/gates.js';
import { Sha256 } from '../../sha256.js';
import { MEMORY_MOST, asks, choose, memory } from './places.js';

const LOST_MS = 15_000;

export class Download {
  up = true;
  name = '';
  size = 0;
  done = 0;
  address = '';
  /** @type {'asked' | 'place' | 'going' | 'checking' | 'resting' | 'lost' | 'large' | 'refused' | 'stopped' | 'failed' | 'ok'} */
  state = 'asked';
  why = '';
  #hash = new Sha256();
  /** @type {import('./places.js').Place | null} */
  #place = null;
  #came = 0;
  #moved = 0;
  /** @type {Promise<void>} */
  #writing = Promise.resolve();

  /**
   * @param {string} id @param {string} what @param {string} reason
   * @param {{send: (type: number, payload: object) => void, changed: (transfer: any) => void}} tell
   */
  constructor(id, what, reason, tell) {
    this.id = id;
    this.what = what;
    this.reason = reason;
    this.tell = tell;
  }

  get open() {
    return ['asked', 'place', 'going', 'checking', 'resting', 'lost'].includes(this.state);
  }

  wish() {
    this.tell.send(TYPE.FILE_WISH, { transfer: this.id, what: this.what, reason: this.reason });
  }

  /** @param {{yes: boolean, name: string, size: number}} answer */
  answered({ yes, name, size }) {
    if (!yes) return this.#to('refused');
    this.name = name;
    this.size = size;
    if (asks()) return this.#to('place');
    if (size > MEMORY_MOST) {
      this.tell.send(TYPE.FILE_STOP, { transfer: this.id });
      return this.#to('large');
    }
    this.#place = memory();
    this.#begin();
  }

  /** The technician said where it goes: only a click may open the system's own dialogue. */
  async save() {
    if (this.state !== 'place') return;
    const place = await choose(this.name);
    if (!place || this.state !== 'place') return void place?.drop();
    this.#place = place;
    this.#begin();
  }

  /** @param {number} offset @param {Uint8Array} data */
  came(offset, data) {
    const place = this.#place;
    if (!place || !this.open || this.state === 'place') return;
    this.#moved = performance.now();
    if (offset !== this.#came || this.#came + data.length > this.size) return this.#say();
    this.#came += data.length;
    this.#hash.update(data);
    const own = new Uint8Array(data);
    this.#writing = this.#writing.then(() => place.write(own)).then(() => this.#written(own.length), () => this.#broken());
    if (this.state !== 'going') this.#to('going');
  }

  /** @param {{ok: boolean, why: string}} done */
  async ended({ ok, why }) {
    if (!this.open) return;
    const whole = ok && this.done === this.size && this.#place;
    if (!whole) {
      void this.#place?.drop();
      this.why = why;
      return this.#to('failed');
    }
    try {
      this.address = await /** @type {import('./places.js').Place} */ (this.#place).finish();
      this.#to('ok');
    } catch {
      this.#to('failed');
    }
  }

  stop() {
    if (!this.open) return;
    this.tell.send(TYPE.FILE_STOP, { transfer: this.id });
    void this.#place?.drop();
    this.#to('stopped');
  }

  rest() {
    if (this.open) this.#to('resting');
  }

  resume() {
    if (this.state !== 'resting') return;
    if (!this.#place) return this.#to('lost');
    this.#moved = performance.now();
    this.#to('going');
    this.#say();
    this.#watch();
  }

  #begin() {
    this.#moved = performance.now();
    this.#to('going');
    this.#say();
    if (this.size === 0) this.#sum();
    this.#watch();
  }

  #watch() {
    setTimeout(() => {
      if (this.state !== 'going') return;
      if (performance.now() - this.#moved > LOST_MS) this.#to('lost');
      else this.#watch();
    }, 1_000);
  }

  /** @param {number} length */
  #written(length) {
    this.done += length;
    this.tell.changed(this);
    this.#say();
    if (this.done === this.size) this.#sum();
  }

  #sum() {
    this.#to('checking');
    this.tell.send(TYPE.FILE_SUM, { transfer: this.id, sha256: this.#hash.hex() });
  }

  #broken() {
    this.tell.send(TYPE.FILE_STOP, { transfer: this.id });
    void this.#place?.drop();
    this.#to('failed');
  }

  #say() {
    this.tell.send(TYPE.FILE_GOT, { transfer: this.id, offset: this.done });
  }

  /** @param {Download['state']} state */
  #to(state) {
    this.state = state;
    this.tell.changed(this);
  }
}
