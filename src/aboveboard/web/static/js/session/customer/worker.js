/**
 * The customer's end of the wire, in a worker: tabs in the background are throttled, workers are not, so leases are
 * renewed while the tab is hidden and run out when it is closed. The page only shows and asks.
 */
import { newIdentifier } from '../../wire/base64url.js';
import { TYPE } from '../../wire/gates.js';
import { Handshake } from '../../wire/handshake.js';
import { newKeys, signTally } from '../../wire/keys.js';
import { End } from '../../wire/machine.js';
import { Line } from '../../wire/socket.js';
import { LIMITS } from '../../wire/table.js';
import { encodable } from '../codecs.js';
import { Pictures } from './pictures.js';

const BEAT_MS = 100;
const end = new End('customer');
/** @type {Map<number, Handshake>} */
const pairs = new Map();
/** @type {Map<number, string>} who was let in, with the words that the person compared */
const admitted = new Map();
/** @type {Set<string>} what the person acknowledged */
const steps = new Set();
let met = false;
let paused = false;
/** @type {Map<number, Promise<unknown>>} */
const turns = new Map();
let renewed = 0;
let tallied = 0;
/** @type {Line} */
let line;
/** @type {Pictures} */
let pictures;
/** @type {import('../../wire/keys.js').Keys} */
let keys;
/** @type {ReturnType<typeof setInterval>} */
let clock;

/** @param {object} message */
const say = (message) => self.postMessage(message);

/** @type {Record<string, (data: any) => unknown>} what the page may tell the worker */
const commands = {
  start,
  shown: ({ step }) => {
    steps.add(step);
    line.send(TYPE.SHOWN, { step });
  },
  admit: ({ participant, yes }) => admit(participant, yes),
  grant: ({ scope, to, readable }) => grant(scope, to, readable),
  revoke: ({ grant: id }) => revoke(id),
  withdraw: ({ scope }) => withdraw(scope),
  pause: ({ paused: now }) => pause(now),
  deny: ({ ask }) => line.send(TYPE.DENY, { ask }),
  end: ({ reason }) => finish(reason),
};
self.addEventListener('message', ({ data }) => commands[data.do]?.(data));
// What nobody foresaw closes the line: nothing is shared by a worker that is not whole.
self.addEventListener('unhandledrejection', () => line?.close());
self.addEventListener('error', () => line?.close());

/** @param {{url: string, ticket: string}} data */
async function start({ url, ticket }) {
  keys = await newKeys();
  const codecs = await encodable();
  line = new Line(url, { ticket, codecs, offers: ['view', 'point'] }, end, { frame, closed });
  pictures = new Pictures(end, line, codecs, cannotShow);
  clock = setInterval(beat, BEAT_MS);
}

/** @param {import('../../wire/machine.js').Received} received */
function frame({ type, from, payload }) {
  if (type === TYPE.COMMIT || type === TYPE.REVEAL) void inTurn(from, () => handshake(from, type, payload));
  else if (type === TYPE.ASK) say({ say: 'ask', from, ...payload });
  else if (type === TYPE.SEEN) pictures.seen(payload.sequence);
  else if (type === TYPE.REFRESH) pictures.refresh();
  else if (paused && (type === TYPE.POINT || type === TYPE.DRAW)) return;
  else if (type === TYPE.POINT) say({ say: 'mark', mark: 'point', from, ...payload });
  else if (type === TYPE.DRAW) say({ say: 'mark', mark: 'draw', from, ...payload });
  else if (type === TYPE.WIPE) say({ say: 'mark', mark: 'wipe', from });
  else if (type === TYPE.ENDED) void over(payload);
  else if (type === TYPE.REFUSED) say({ say: 'refused', code: payload.code });
  else if (type === TYPE.WELCOME || type === TYPE.PEERS || type === TYPE.GRANTS) changed();
}

/** Key work waits for its crypto, so what one peer sends is taken one after the other. */
/** @param {number} peer @param {() => Promise<void>} work */
function inTurn(peer, work) {
  const turn = (turns.get(peer) ?? Promise.resolve()).then(work).catch(() => finish('keys'));
  turns.set(peer, turn);
  return turn;
}

/** @param {number} from @param {number} type @param {object} payload */
async function handshake(from, type, payload) {
  if (!pairs.has(from)) pairs.set(from, new Handshake('customer', end.session, from, await newKeys(keys)));
  const pair = /** @type {Handshake} */ (pairs.get(from));
  const answers = await pair.receive(type, payload);
  // Other keys are another end: what was given to the former one is over, and the person is asked again.
  if (admitted.has(from) && admitted.get(from) !== pair.phrase?.join(' ')) dismiss(from);
  for (const { type: answer, payload: body } of answers) line.send(answer, body);
  changed();
}

/** @param {number} participant @param {boolean} yes */
function admit(participant, yes) {
  const words = pairs.get(participant)?.phrase?.join(' ');
  if (yes && words) admitted.set(participant, words);
  if (!yes) dismiss(participant);
  line.send(TYPE.ADMIT, { participant, yes });
  changed();
}

/** @param {number} participant */
function dismiss(participant) {
  admitted.delete(participant);
  for (const { grant: id, to } of end.ledger.rows()) if (to === participant) revoke(id);
}

/**
 * The capture comes with its yes: between the two nothing may find a capture without a grant, and stop it.
 * @param {string} scope @param {number} to @param {ReadableStream<VideoFrame>} [readable]
 */
function grant(scope, to, readable) {
  const id = newIdentifier();
  const may = admitted.has(to) && !end.ledger.has(scope, to);
  if (!may || !line.send(TYPE.GRANT, { grant: id, scope, to, lease_ms: end.ledger.leaseMs })) {
    void readable?.cancel();
    say({ say: 'ungranted' });
    return;
  }
  end.ledger.add({ grant: id, scope, to }, performance.now());
  if (readable) void pictures.read(readable);
  changed();
}

/** @param {string} scope */
function withdraw(scope) {
  for (const row of end.ledger.rows()) if (row.scope === scope) revoke(row.grant);
}

/** @param {string} id */
function revoke(id) {
  end.ledger.remove(id);
  line.send(TYPE.REVOKE, { grant: id });
  changed();
}

/** It holds here at once; the relay is told so that the receipt has it. @param {boolean} now */
function pause(now) {
  if (now === paused) return;
  paused = now;
  pictures?.pause(paused);
  line?.send(TYPE.PAUSE, { paused });
}

/** A yes that cannot be used is given back. */
function cannotShow() {
  withdraw('view');
  say({ say: 'ungranted' });
}

/** @param {string} reason */
async function finish(reason) {
  pictures?.stop();
  for (const { grant: id } of end.ledger.rows()) end.ledger.remove(id);
  await tally();
  if (!line?.send(TYPE.END, { reason })) say({ say: 'lost', code: 0 });
}

/** What was said while the technician was away for a moment did not count at the relay: say it again. */
function repeat() {
  const meets = end.phase === 'meeting' || end.phase === 'open';
  if (meets && !met) {
    for (const step of steps) line.send(TYPE.SHOWN, { step });
    for (const participant of admitted.keys()) {
      const peer = end.peers.get(participant);
      if (peer?.present && !peer.admitted) line.send(TYPE.ADMIT, { participant, yes: true });
    }
  }
  met = meets;
}

/** What this end's page shows: its own ledger, never more than that. */
function changed() {
  repeat();
  const peers = [...end.peers.values()].filter((peer) => peer.role === 'technician').map((peer) => ({
    participant: peer.participant,
    present: peer.present,
    admitted: admitted.has(peer.participant),
    ...(peer.card ?? { name: '', organisation: '', badge: '' }),
    phrase: pairs.get(peer.participant)?.phrase ?? null,
  }));
  const grants = end.ledger.rows().map(({ grant: id, scope, to, since, confirmed }) =>
    ({ grant: id, scope, to, since, confirmed }));
  if (!grants.some(({ scope }) => scope === 'view')) pictures?.stop();
  else void pictures.push();
  say({ say: 'state', phase: end.phase, since: end.since, peers, grants });
}

function beat() {
  const now = performance.now();
  if (!end.me) return;
  if (end.ledger.expire(now).length) changed();
  if (now - renewed >= LIMITS.RENEW_EVERY_MS) {
    renewed = now;
    end.ledger.renew(now);
    line.send(TYPE.RENEW, {});
  }
  if (now - tallied >= LIMITS.TALLY_EVERY / 1000) void tally();
  void pictures.push();
  // The relay answers each renewal; a line that is silent for a whole lease is gone, whatever the socket says.
  if (end.phase !== 'ended' && now - line.heard > end.ledger.leaseMs) line.close();
}

async function tally() {
  tallied = performance.now();
  if (!line?.tally.last) return;
  // Pictures may leave while the signature is made; the relay compares with its count at that moment, so sign again.
  for (let tries = 0; tries < 10; tries += 1) {
    const said = { ...line.tally, counts: { ...line.tally.counts } };
    const signature = await signTally(keys, end.session, said);
    if (said.last !== line.tally.last) continue;
    line.send(TYPE.TALLY, { ...said, signature });
    return;
  }
}

/** @param {{by: string, reason: string}} payload */
async function over(payload) {
  clearInterval(clock);
  pictures.stop();
  say({ say: 'ended', by: payload.by, reason: payload.reason });
  await tally();
  line.close();
}

/** @param {number} code */
function closed(code) {
  clearInterval(clock);
  pictures.stop();
  end.ledger.clear();
  if (end.phase !== 'ended') say({ say: 'lost', code });
}
