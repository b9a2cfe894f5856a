/**
 * The customer's own record of what it granted. Nothing but a yes at this end adds to it; the relay's GRANTS can only
 * confirm a row or take it away. Times are milliseconds of this end's own steady clock.
 * @typedef {{grant: string, scope: string, to: number, since: number, until: number, confirmed: boolean}} Given
 */
export class Ledger {
  /** @type {Map<string, Given>} */
  #rows = new Map();
  leaseMs = 5_000;

  /** @param {{grant: string, scope: string, to: number}} given @param {number} now */
  add(given, now) {
    this.#rows.set(given.grant, { ...given, since: Date.now(), until: now + this.leaseMs, confirmed: false });
  }

  /** @param {string} grant */
  remove(grant) {
    this.#rows.delete(grant);
  }

  clear() {
    this.#rows.clear();
  }

  /** A lease that ran out is over, and cannot be renewed: after a sleep everything is asked anew. @param {number} now */
  expire(now) {
    const gone = [...this.#rows.values()].filter((row) => now >= row.until);
    for (const row of gone) this.#rows.delete(row.grant);
    return gone;
  }

  /** @param {number} now */
  renew(now) {
    for (const row of this.#rows.values()) if (now < row.until) row.until = now + this.leaseMs;
  }

  /**
   * What the relay says is live: confirms, or removes what it had confirmed and no longer lists.
   * @param {{grant: string}[]} grants
   */
  compare(grants) {
    const listed = new Set(grants.map(({ grant }) => grant));
    for (const row of this.#rows.values()) {
      if (listed.has(row.grant)) row.confirmed = true;
      else if (row.confirmed) this.#rows.delete(row.grant);
    }
  }

  /** @param {string} scope @param {number} to @param {number} now */
  live(scope, to, now) {
    return this.holders(scope, now).includes(to);
  }

  /** Who may have this scope now. @param {string} scope @param {number} now */
  holders(scope, now) {
    return [...this.#rows.values()].filter((row) => row.confirmed && row.scope === scope && now < row.until)
      .map((row) => row.to);
  }

  /** Whether a yes was given, confirmed or not. @param {string} scope @param {number} to */
  has(scope, to) {
    return [...this.#rows.values()].some((row) => row.scope === scope && row.to === to);
  }

  rows() {
    return [...this.#rows.values()];
  }
}
