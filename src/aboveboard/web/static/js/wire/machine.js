/**
 * One end's state machine, without sockets or clocks: frames go in, what may be obeyed comes out, and `maySend` says
 * what may leave. It decides by this end's own copy of the gates; the customer's end by its own ledger of grants.
 * @typedef {{name: string, organisation: string, badge: string}} Card
 * @typedef {{participant: number, role: string, present: boolean, admitted: boolean, line: number, codecs: string[],
 *   offers: string[], card: Card | null, since_us?: number, paused?: boolean}} Peer
 * @typedef {{grant: string, scope: string, to: number, since_us: number, until_us: number}} Grant
 * @typedef {{type: number, from: number, sequence: number, key: boolean, payload: any}} Received
 */
import { decode, readHeader } from './codec.js';
import { ProtocolError } from './error.js';
import { CLOSE, TYPE, allows, gateOf } from './gates.js';
import { FLAG_KEY } from './header.js';
import { Ledger } from './ledger.js';
import { LIMITS, MEDIA_FROM } from './table.js';

export class End {
  /** @type {string} */
  phase = 'gathering';
  me = 0;
  session = '';
  inFlight = 4;
  /** @type {Map<number, Peer>} */
  peers = new Map();
  /** @type {Grant[]} what the relay says is live */
  grants = [];
  ledger = new Ledger();
  /** @type {Map<string, number>} the last sequence by sender and lane */
  #last = new Map();

  /** @param {'customer' | 'technician'} role */
  constructor(role) {
    this.role = role;
  }

  /**
   * @param {Uint8Array} frame
   * @param {number} now
   * @returns {Received | null} null: well-formed, but not to be obeyed
   * @throws {ProtocolError} for what no honest relay lets through
   */
  receive(frame, now) {
    const header = readHeader(frame);
    const sender = header.participant === 0 ? 'relay' : this.peers.get(header.participant)?.role;
    const gate = gateOf(header.type);
    if (!sender) throw new ProtocolError(CLOSE.MISDIRECTED, 'a frame of somebody who is not here');
    if (!gate?.senders.includes(sender)) throw new ProtocolError(CLOSE.FORBIDDEN, 'its sender may never send this');
    if (!this.me && gate.name !== 'WELCOME' && gate.name !== 'REFUSED') {
      throw new ProtocolError(CLOSE.FORBIDDEN, 'before the welcome');
    }
    const payload = decode(header, frame);
    const { type, participant: from, sequence } = header;
    const lane = `${from} ${type >= MEDIA_FROM}`;
    if (sequence <= (this.#last.get(lane) ?? 0)) return null;
    this.#last.set(lane, sequence);
    if (from && !this.#obeys(type, from, gate.scope, now)) return null;
    this.#learn(type, payload);
    return { type, from, sequence, key: Boolean(header.flags & FLAG_KEY), payload };
  }

  /**
   * Whether this end may send a type now: role, phase, and a live grant of its scope.
   * @param {number} type
   * @param {number} now
   */
  maySend(type, now) {
    const scope = gateOf(type)?.scope;
    if (!allows(this.role, this.phase, type)) return false;
    if (!scope) return true;
    return this.role === 'customer' ? this.ledger.holders(scope, now).length > 0 : this.holds(scope);
  }

  /** Whether this technician holds a scope. @param {string} scope */
  holds(scope) {
    return this.phase === 'open' && this.grants.some((grant) => grant.scope === scope && grant.to === this.me);
  }

  /** @param {number} type @param {number} from @param {string | null} scope @param {number} now */
  #obeys(type, from, scope, now) {
    const role = this.peers.get(from)?.role ?? '';
    if (!allows(role, this.phase, type)) return false;
    if (!scope) return true;
    return this.role === 'customer' ? this.ledger.live(scope, from, now) : this.holds(scope);
  }

  /** @param {number} type @param {any} payload */
  #learn(type, payload) {
    if (type === TYPE.WELCOME) {
      this.me = payload.participant;
      this.session = payload.session;
      this.ledger.leaseMs = Math.min(Math.max(payload.lease_ms, LIMITS.LEASE_MS_MIN), LIMITS.LEASE_MS_MAX);
      this.inFlight = Math.max(1, payload.limits.in_flight);
    }
    if (type === TYPE.WELCOME || type === TYPE.PEERS) {
      this.phase = payload.phase;
      this.#meet(payload.peers);
    }
    if (type === TYPE.WELCOME || type === TYPE.GRANTS) {
      this.grants = payload.grants;
      this.ledger.compare(payload.grants);
    }
    if (type === TYPE.ENDED) {
      this.phase = 'ended';
      this.grants = [];
      this.ledger.clear();
    }
  }

  /** When the first of the admitted technicians was let in, by the relay's clock in ms since 1970; null for nobody. */
  get since() {
    const moments = [...this.peers.values()].flatMap((peer) => (peer.admitted && peer.since_us ? [peer.since_us] : []));
    return moments.length ? Math.min(...moments) / 1000 : null;
  }

  /** @param {Peer[]} peers */
  #meet(peers) {
    for (const peer of peers) {
      if (this.peers.get(peer.participant)?.line === peer.line) continue;
      this.#last.delete(`${peer.participant} true`);
      this.#last.delete(`${peer.participant} false`);
    }
    this.peers = new Map(peers.map((peer) => [peer.participant, peer]));
  }
}
