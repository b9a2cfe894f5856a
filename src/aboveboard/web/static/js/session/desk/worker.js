/**
 * The technician's end of the wire, in a worker: everything but the painting itself, so that what the page does seldom
 * delays a picture.
 * Keys live as long as the tab (the page keeps them), so that a reload goes on with the same phrase.
 */
import { newIdentifier, toBytes, toText } from '../../wire/base64url.js';
import { gateOf, TYPE } from '../../wire/gates.js';
import { Handshake } from '../../wire/handshake.js';
import { loadKeys, newKeys, saveKeys } from '../../wire/keys.js';
import { End } from '../../wire/machine.js';
import { Line } from '../../wire/socket.js';
import { decodable } from '../codecs.js';
import { inflate } from './inflate.js';
import { Opening } from './opening.js';
import { Painter } from './painter.js';

const REFRESH_MS = 500;
const SILENCE_MS = 8_000;
/** Scopes whose frames are painted here; what comes under any other goes to the page's panels. */
const PAINTED = ['view', 'point'];
let end = new End('technician');
/** @type {Line} */
let line;
/** @type {Handshake | null} */
let pair = null;
/** The customer's socket that the handshake is with. */
let pairedLine = -1;
/** @typedef {{session: string, line: number, phrase: string[], theirs: string, keys: import("../../wire/keys.js").SavedKeys}} Kept */
/** @type {Kept | null} */
let kept = null;
const opening = new Opening();
/** @type {Promise<unknown>} */
let turn = Promise.resolve();
let refreshed = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let refreshing;
let pictured = false;
const painter = new Painter({
  put: (parts, transfer) => say({ say: 'put', parts }, transfer),
  blank: (width, height) => say({ say: 'blank', width, height }),
}, { painted, lost });

/** @param {object} message @param {Transferable[]} [transfer] */
const say = (message, transfer = []) => self.postMessage(message, { transfer });

/** @type {Record<string, (data: any) => unknown>} what the page may tell the worker */
const commands = {
  start,
  ask: ({ scope, reason }) => ask(scope, reason),
  point: ({ x, y }) => line.send(TYPE.POINT, { x, y }),
  draw: ({ stroke, points, done }) => line.send(TYPE.DRAW, { stroke, points, done }),
  wipe: () => line.send(TYPE.WIPE, {}),
  send,
  seen: ({ sequence }) => line.send(TYPE.SEEN, { sequence }),
  end: ({ reason }) => line.send(TYPE.END, { reason }),
};
self.addEventListener('message', ({ data }) => commands[data.do]?.(data));
setInterval(() => {
  const silent = end.grants.length && performance.now() - line.heard > SILENCE_MS;
  if (silent && end.phase !== 'ended') line.close();
}, 1_000);

/** @param {{url: string, ticket: string, kept?: Kept | null}} data */
async function start(data) {
  kept = data.kept ?? kept;
  end = new End('technician');
  pairedLine = -1;
  const codecs = await decodable();
  line = new Line(data.url, { ticket: data.ticket, codecs }, end, { frame, closed });
}

/** @param {import('../../wire/machine.js').Received} received */
function frame({ type, sequence, key, payload }) {
  if (type === TYPE.PATCH) painter.patch(sequence, key, payload);
  else if (type === TYPE.PICTURE) painter.decode(sequence, key, payload);
  else if (type === TYPE.PICTURE_CONFIG) painter.configure(payload);
  else if (type === TYPE.CURSOR) say({ say: 'cursor', ...payload });
  else if (type === TYPE.SHAPE) shape(payload);
  else if (type === TYPE.SCREEN) screen(payload);
  else if (type === TYPE.COMMIT || type === TYPE.REVEAL) inTurn(() => handshake(type, payload));
  else if (type === TYPE.DENY) say({ say: 'denied', ask: payload.ask });
  else if (type === TYPE.NOTE) say({ say: 'note', code: payload.code });
  else if (type === TYPE.ENDED) over(payload);
  else if (type === TYPE.WELCOME || type === TYPE.PEERS || type === TYPE.GRANTS) changed();
  else came(type, payload);
}

/** @param {{width: number, height: number, paused?: boolean}} payload */
function screen(payload) {
  painter.screen(payload);
  if (payload.paused) pictured = false;
  say({ say: 'screen', ...payload });
}

/** A pointer's picture, unpacked for the page. @param {{shape: number, width: number, height: number, pixels: string}} payload */
function shape({ pixels, ...rest }) {
  const bytes = new Uint8Array(rest.width * rest.height * 4);
  try {
    inflate(toBytes(pixels), bytes);
  } catch {
    return; // the pointer then keeps the shape that it had
  }
  say({ say: 'shape', ...rest, pixels: bytes }, [bytes.buffer]);
}

/** What belongs to a panel of the page. Bytes are handed over, not copied. @param {number} type @param {any} payload */
function came(type, payload) {
  const scope = gateOf(type)?.scope;
  if (!scope || PAINTED.includes(scope)) return;
  if (type === TYPE.SECRET) return void secret(payload);
  say({ say: 'came', type, payload }, payload instanceof Uint8Array ? [payload.buffer] : []);
}

/** A password is opened here, for the keys are here, and handed to its panel once. @param {any} payload */
async function secret(payload) {
  const opened = await opening.open(end, pair, payload);
  if (opened && end.holds('password')) say({ say: 'came', type: TYPE.SECRET, payload: opened });
}

/** What a panel sends; this end's own gates decide. @param {{type: number, payload: object | Uint8Array}} data */
function send({ type, payload }) {
  if (!line?.send(type, payload)) say({ say: 'unsent', type });
  else if (type === TYPE.SECRET_WISH && 'secret' in payload) opening.wished(String(payload.secret));
}

/** @param {() => Promise<void>} work */
function inTurn(work) {
  turn = turn.then(work).catch(() => line.send(TYPE.END, { reason: 'keys' }));
}

const customer = () => [...end.peers.values()].find((peer) => peer.role === 'customer');

function changed() {
  const other = customer();
  const together = end.phase === 'meeting' || end.phase === 'open';
  if (together && other?.present && pairedLine !== other.line) {
    pairedLine = other.line;
    inTurn(() => meet(other));
  }
  if (pictured && !end.holds('view')) {
    pictured = false;
    painter.clear();
  }
  tell();
}

function tell() {
  const other = customer();
  say({
    say: 'state',
    phase: end.phase,
    present: Boolean(other?.present),
    paused: Boolean(other?.paused),
    since: end.since,
    offers: other?.present ? other.offers : null,
    admitted: Boolean(end.peers.get(end.me)?.admitted),
    phrase: pair?.phrase ?? null,
    grants: end.grants.map(({ grant, scope, to, since_us: since }) => ({ grant, scope, to, since: since / 1000 })),
    me: end.me,
    colleagues: [...end.peers.values()].filter((peer) => peer.role === 'technician' && peer.participant !== end.me)
      .map(({ participant, present, admitted, card }) => ({ participant, present, admitted, name: card?.name ?? '' })),
  });
}

/**
 * Go on with the phrase of before a reload where the customer's socket is still the same; else begin anew.
 * @param {import('../../wire/machine.js').Peer} other
 */
async function meet(other) {
  const same = kept && kept.session === end.session && kept.line === other.line && end.peers.get(end.me)?.admitted;
  const keys = kept && same ? await loadKeys(kept.keys) : await newKeys();
  pair = new Handshake('technician', end.session, other.participant, keys);
  if (kept && same) pair.resume(kept.phrase, toBytes(kept.theirs));
  else for (const { type, payload } of await pair.begin()) line.send(type, payload);
  tell();
}

/** @param {number} type @param {object} payload */
async function handshake(type, payload) {
  if (!pair) return;
  for (const { type: answer, payload: body } of await pair.receive(type, payload)) line.send(answer, body);
  if (pair.phrase) {
    const theirs = toText(pair.theirs?.agreement ?? new Uint8Array());
    kept = { session: end.session, line: pairedLine, phrase: pair.phrase, theirs, keys: await saveKeys(pair.keys) };
    say({ say: 'keep', kept });
  }
  tell();
}

/** @param {string} scope @param {string} reason */
function ask(scope, reason) {
  const id = newIdentifier();
  if (line.send(TYPE.ASK, { ask: id, scope, reason })) say({ say: 'asked', ask: id, scope });
}

/** The page says `seen` when it has come to this. @param {number} sequence @param {number} width @param {number} height */
function painted(sequence, width, height) {
  pictured = true;
  say({ say: 'painted', width, height, sequence });
}

/** Ask for everything anew: at once, or as soon as it may be asked again. */
function lost() {
  clearTimeout(refreshing);
  const wait = refreshed + REFRESH_MS - performance.now();
  if (wait > 0) refreshing = setTimeout(lost, wait);
  else if (line.send(TYPE.REFRESH, {})) refreshed = performance.now();
}

/** @param {{by: string, reason: string}} payload */
function over({ by, reason }) {
  painter.clear();
  say({ say: 'ended', by, reason });
  line.close();
}

/** @param {number} code */
function closed(code) {
  const ended = end.phase === 'ended';
  end.grants = [];
  pictured = false;
  painter.clear();
  if (!ended) say({ say: 'lost', code });
}
