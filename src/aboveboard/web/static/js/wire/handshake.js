/**
 * One end's side of the key handshake with one peer: commit before reveal, as in the Python `wire.handshake`.
 * The technician begins. A reveal that is not what was committed to raises FORBIDDEN with the reason "keys".
 * @typedef {{type: number, payload: object}} Outgoing
 */
import { toBytes, toText } from './base64url.js';
import { ProtocolError } from './error.js';
import { CLOSE, TYPE } from './gates.js';
import { commitment, matches, newKeys, phrase } from './keys.js';

export class Handshake {
  #revealed = false;
  /** @type {Uint8Array | null} */
  #committed = null;
  /** @type {string[] | null} */
  phrase = null;
  /** @type {{agreement: Uint8Array<ArrayBuffer>} | null} the other end's key, once there is a phrase */
  theirs = null;

  /**
   * @param {'customer' | 'technician'} role
   * @param {string} session
   * @param {number} peer
   * @param {import('./keys.js').Keys} keys
   */
  constructor(role, session, peer, keys) {
    this.role = role;
    this.peer = peer;
    this.keys = keys;
    this.session = session;
  }

  /** The technician's first frame; again when the customer's line changed. */
  async begin() {
    if (this.#revealed) this.keys = await newKeys(this.keys);
    this.#revealed = false;
    this.#committed = null;
    this.phrase = null;
    return [await this.#commit()];
  }

  /**
   * @param {number} type COMMIT or REVEAL
   * @param {any} payload
   * @returns {Promise<Outgoing[]>} what to send in answer
   */
  async receive(type, payload) {
    return type === TYPE.COMMIT ? this.#onCommit(payload) : this.#onReveal(payload);
  }

  /** @param {{commitment: string}} payload */
  async #onCommit(payload) {
    if (this.role === 'technician') {
      if (this.#revealed) return [];
      this.#committed = toBytes(payload.commitment);
      return [this.#reveal()];
    }
    if (this.#revealed) {
      this.keys = await newKeys(this.keys);
      this.#revealed = false;
    }
    this.#committed = toBytes(payload.commitment);
    this.phrase = null;
    return [await this.#commit()];
  }

  /** @param {{agreement: string, signing: string, nonce: string}} payload */
  async #onReveal(payload) {
    const theirs = {
      agreement: toBytes(payload.agreement), signing: toBytes(payload.signing), nonce: toBytes(payload.nonce),
    };
    const other = this.role === 'technician' ? 'customer' : 'technician';
    if (!this.#committed || this.phrase || !(await matches(this.#committed, other, theirs))) {
      throw new ProtocolError(CLOSE.FORBIDDEN, 'keys');
    }
    const answer = this.#revealed ? [] : [this.#reveal()];
    const mine = this.keys.revealed;
    const [customer, technician] = this.role === 'customer' ? [mine, theirs] : [theirs, mine];
    this.phrase = await phrase(this.session, customer, technician);
    this.theirs = theirs;
    return answer;
  }

  /** Go on with what was agreed before a reload. @param {string[]} words @param {Uint8Array<ArrayBuffer>} agreement */
  resume(words, agreement) {
    this.phrase = words;
    this.theirs = { agreement };
  }

  async #commit() {
    const text = toText(await commitment(this.role, this.keys.revealed));
    return { type: TYPE.COMMIT, payload: { to: this.peer, commitment: text } };
  }

  #reveal() {
    this.#revealed = true;
    const { agreement, signing, nonce } = this.keys.revealed;
    const payload = { to: this.peer, agreement: toText(agreement), signing: toText(signing), nonce: toText(nonce) };
    return { type: TYPE.REVEAL, payload };
  }
}
