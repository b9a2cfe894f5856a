/** Passwords that this end asked for, opened in the worker: each once, and only those that were asked for here. */
import { toBytes } from '../../wire/base64url.js';
import { unseal } from '../../wire/sealing.js';

export class Opening {
  /** @type {Set<string>} what was asked for and not answered yet */
  #wished = new Set();

  /** @param {string} secret */
  wished(secret) {
    this.#wished.add(secret);
  }

  /**
   * @param {import('../../wire/machine.js').End} end
   * @param {import('../../wire/handshake.js').Handshake | null} pair
   * @param {{secret: string, to: number, ephemeral: string, sealed: string}} came
   * @returns {Promise<{secret: string, text: string, failed: boolean} | null>} null: it is not for this end
   */
  async open(end, pair, { secret, to, ephemeral, sealed }) {
    if (to !== end.me || !this.#wished.delete(secret)) return null;
    if (!sealed) return { secret, text: '', failed: false };
    try {
      if (!pair?.theirs) throw new Error('there is no phrase');
      const bound = { session: end.session, customer: pair.peer, technician: end.me, secret };
      const text = await unseal(pair.keys, pair.theirs.agreement, bound, toBytes(ephemeral), toBytes(sealed));
      return { secret, text, failed: false };
    } catch {
      return { secret, text: '', failed: true };
    }
  }
}
