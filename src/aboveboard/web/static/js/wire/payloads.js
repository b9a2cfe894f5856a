/**
 * The payloads in JSON, one shape a frame type, as strict as the Python structs: an unknown field, a missing field, a
 * wrong type or a value out of bounds is refused. A type without a shape carries plain bytes.
 * @typedef {import('./checks.js').Check} Check
 */
import {
  bytes, coordinate, count, empty, flag, identifier, list, name, number, oneOf, pixel, reason, shape, side, text,
  URL_SAFE, whole,
} from './checks.js';
import { COMPUTER } from './computer.js';
import { REMOTE } from './remote.js';
import { LIMITS, Scope } from './table.js';

const integer = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const codec = text(40, /^[A-Za-z0-9.]+$/, 1);
const scope = oneOf(...Object.values(Scope));
const role = oneOf('customer', 'technician', 'relay');
const phase = oneOf('gathering', 'meeting', 'open', 'ended');
const card = shape({ name, organisation: name, badge: name });
const peer = shape({
  participant: number, role, present: flag, admitted: flag, line: count, codecs: list(codec), offers: list(scope),
  card: (value) => value === null || card(value), since_us: count, paused: flag,
}, ['since_us', 'paused']);
const grant = shape({ grant: identifier, scope, to: number, since_us: count, until_us: count });
const limits = shape({ frame_bytes: count, media_bytes: count, in_flight: count });
/** @type {Check} */
const counts = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= 64 &&
  Object.entries(value).every(([key, item]) => /^[1-9][0-9]{0,2}$/.test(key) && count(item));
/** @type {Check} */
const pair = (value) => Array.isArray(value) && value.length === 2 && value.every(coordinate);

/** @type {Record<string, Check>} by the name of the frame type */
export const PAYLOADS = {
  HELLO: shape(
    { versions: list(whole(0, 255), 16, 1), ticket: text(128, URL_SAFE, 16), offers: list(scope, 16),
      codecs: list(codec, LIMITS.CODECS) },
    ['offers', 'codecs'],
  ),
  WELCOME: shape({
    version: integer, participant: number, session: identifier, role, phase, lease_ms: count, limits,
    peers: list(peer), grants: list(grant),
  }),
  REFUSED: shape({ code: integer, reason }),
  PEERS: shape({ phase, peers: list(peer, LIMITS.PARTICIPANTS) }),
  COMMIT: shape({ to: number, commitment: bytes(43) }),
  REVEAL: shape({ to: number, agreement: bytes(43), signing: bytes(43), nonce: bytes(43) }),
  SHOWN: shape({ step: oneOf('technician', 'scam', 'disconnect', 'files') }),
  ADMIT: shape({ participant: number, yes: flag }),
  ASK: shape({ ask: identifier, scope, reason }),
  GRANT: shape({ grant: identifier, scope, to: number, lease_ms: whole(LIMITS.LEASE_MS_MIN, LIMITS.LEASE_MS_MAX) }),
  RENEW: empty,
  REVOKE: shape({ grant: identifier }),
  DENY: shape({ ask: identifier }),
  GRANTS: shape({ grants: list(grant) }),
  END: shape({ reason }),
  ENDED: shape({ by: text(), reason, at_us: count }),
  TALLY: shape({ counts, bytes: count, last: count, signature: bytes(86) }),
  NOTE: shape({ code: text(), text: reason, sequence: count }),
  PAUSE: shape({ paused: flag }),
  PICTURE_CONFIG: shape({ codec, width: side, height: side, x: pixel, y: pixel }, ['x', 'y']),
  SEEN: shape({ sequence: number }),
  REFRESH: empty,
  POINT: shape({ x: coordinate, y: coordinate }),
  DRAW: shape({ stroke: count, points: list(pair, LIMITS.DRAW_POINTS), done: flag }),
  WIPE: empty,
  ...REMOTE,
  ...COMPUTER,
};
