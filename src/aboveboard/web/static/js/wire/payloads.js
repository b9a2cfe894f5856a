/**
 * The payloads in JSON, one shape a frame type, as strict as the Python structs: an unknown field, a missing field, a
 * wrong type or a value out of bounds is refused. A type without a shape here (PICTURE) carries plain bytes.
 * @typedef {(value: unknown) => boolean} Check
 */
import { toBytes } from './base64url.js';
import { LIMITS } from './table.js';

const PLAIN = /^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$/;
const URL_SAFE = /^[A-Za-z0-9_-]+$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** @type {(max?: number, pattern?: RegExp, min?: number) => Check} lengths count code points, as Python does */
const text = (max = Infinity, pattern = /^/, min = 0) => (value) => {
  if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return false;
  const length = [...value].length;
  return length >= min && length <= max && pattern.test(value);
};
/** @type {(low: number, high: number) => Check} */
const whole = (low, high) => (value) => Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high;
/** @type {(...values: string[]) => Check} */
const oneOf = (...values) => (value) => typeof value === 'string' && values.includes(value);
/** @type {(item: Check, max?: number, min?: number) => Check} */
const list = (item, max = Infinity, min = 0) => (value) =>
  Array.isArray(value) && value.length >= min && value.length <= max && value.every(item);
/** @type {(length: number) => Check} base64url of so many letters, in its one canonical spelling */
const bytes = (length) => {
  const letters = text(length, URL_SAFE, length);
  return (value) => {
    if (!letters(value)) return false;
    try {
      return toBytes(String(value)).length > 0;
    } catch {
      return false;
    }
  };
};
/** @type {(fields: Record<string, Check>, optional?: string[]) => Check} */
const shape = (fields, optional = []) => (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = /** @type {Record<string, unknown>} */ (value);
  return (
    Object.keys(given).every((name) => Object.hasOwn(fields, name)) &&
    Object.entries(fields).every(([name, check]) =>
      Object.hasOwn(given, name) ? check(given[name]) : optional.includes(name))
  );
};

/** @type {Check} */
const flag = (value) => typeof value === 'boolean';
const integer = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const number = whole(1, 0xffff_ffff);
const count = whole(0, Number.MAX_SAFE_INTEGER);
const reason = text(LIMITS.REASON_CHARACTERS, PLAIN);
const name = text(LIMITS.NAME_CHARACTERS, PLAIN);
const codec = text(40, /^[A-Za-z0-9.]+$/, 1);
const identifier = text(32, /^[0-9a-f]+$/, 32);
const coordinate = whole(0, LIMITS.COORDINATE_MAX);
const scope = oneOf('view', 'point');
const role = oneOf('customer', 'technician', 'relay');
const phase = oneOf('gathering', 'meeting', 'open', 'ended');
const empty = shape({});
const card = shape({ name, organisation: name, badge: name });
const peer = shape({
  participant: number, role, present: flag, admitted: flag, line: count, codecs: list(codec), offers: list(scope),
  card: (value) => value === null || card(value),
});
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
  PICTURE_CONFIG: shape({ codec, width: whole(1, 16_384), height: whole(1, 16_384) }),
  SEEN: shape({ sequence: number }),
  REFRESH: empty,
  POINT: shape({ x: coordinate, y: coordinate }),
  DRAW: shape({ stroke: count, points: list(pair, LIMITS.DRAW_POINTS), done: flag }),
  WIPE: empty,
};
