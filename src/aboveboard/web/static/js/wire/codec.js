/** Bytes to headers and payloads, and back, with the strictness and the close codes of the Python codec. */
import { ProtocolError } from './error.js';
import { FLAG_KEY, packHeader, unpackHeader } from './header.js';
import { PAYLOADS } from './payloads.js';
import { CLOSE, gateOf } from './gates.js';
import { HEADER_BYTES, VERSION } from './table.js';

const reader = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const writer = new TextEncoder();
const STRING = /"(?:[^"\\]|\\.)*"/g;
const FRACTION = /\d[.eE]/;
/** The only places where a number may have a fraction, and the only types that have them. */
const MEASURED = /"(?:values|limits)"\s*:\s*\{[^{}]*\}/g;
const MEASURING = new Set(['COMPUTER', 'VALUES']);
/** Types of which a frame may say that what follows needs nothing before it. */
const KEYED = new Set(['PICTURE', 'PATCH']);

/**
 * The checked header of a whole frame.
 * @param {Uint8Array} frame
 * @throws {ProtocolError} MALFORMED (truncated, unknown type, reserved flag, epoch), VERSION, SEQUENCE, OVERSIZE
 */
export function readHeader(frame) {
  if (frame.byteLength < HEADER_BYTES) throw new ProtocolError(CLOSE.MALFORMED, 'the frame is shorter than its header');
  const header = unpackHeader(frame);
  if (header.version !== VERSION) throw new ProtocolError(CLOSE.VERSION, `this is version ${VERSION} of the wire`);
  const gate = gateOf(header.type);
  if (!gate) throw new ProtocolError(CLOSE.MALFORMED, 'unknown frame type');
  if (header.flags && (header.flags !== FLAG_KEY || !KEYED.has(gate.name))) {
    throw new ProtocolError(CLOSE.MALFORMED, 'a reserved flag is set');
  }
  if (header.epoch) throw new ProtocolError(CLOSE.MALFORMED, 'the epoch must be 0');
  if (!header.sequence) throw new ProtocolError(CLOSE.SEQUENCE, 'sequences begin at 1');
  if (frame.byteLength - HEADER_BYTES > gate.max_bytes) {
    throw new ProtocolError(CLOSE.OVERSIZE, `the payload is larger than ${gate.max_bytes} bytes`);
  }
  return header;
}

/**
 * The payload of a frame whose header was read: an object, or the bytes of a type that carries bytes.
 * @param {import('./header.js').Header} header
 * @param {Uint8Array} frame
 * @returns {any}
 * @throws {ProtocolError} MALFORMED
 */
export function decode(header, frame) {
  const payload = frame.subarray(HEADER_BYTES);
  const name = gateOf(header.type)?.name ?? '';
  const check = PAYLOADS[name];
  if (!check) {
    if (!payload.length) throw new ProtocolError(CLOSE.MALFORMED, 'a frame without bytes');
    return payload;
  }
  const value = parse(payload, MEASURING.has(name));
  if (!check(value)) throw new ProtocolError(CLOSE.MALFORMED, 'the payload is not what this type carries');
  return value;
}

/** @param {Uint8Array} payload @param {boolean} measuring */
function parse(payload, measuring) {
  try {
    const source = reader.decode(payload);
    // JSON.parse would take 1.0 for 1; nothing on the wire but what was measured has a fraction.
    const counted = measuring ? source.replace(MEASURED, '""') : source;
    if (FRACTION.test(counted.replace(STRING, '""'))) throw new SyntaxError('a fraction');
    return JSON.parse(source);
  } catch {
    throw new ProtocolError(CLOSE.MALFORMED, 'the payload is not what this type carries');
  }
}

/**
 * A whole frame.
 * @param {number} type
 * @param {object | Uint8Array} payload
 * @param {{participant: number, sequence: number, time: bigint, key?: boolean}} fields
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {TypeError} on a programmer's mistake
 */
export function encode(type, payload, fields) {
  const gate = gateOf(type);
  const check = gate && PAYLOADS[gate.name];
  if (!gate || (check ? !check(payload) : !(payload instanceof Uint8Array))) {
    throw new TypeError(`not a payload of ${gate?.name ?? type}`);
  }
  const body = payload instanceof Uint8Array ? payload : writer.encode(JSON.stringify(payload));
  if (body.length > gate.max_bytes) throw new TypeError(`${gate.name} carries at most ${gate.max_bytes} bytes`);
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  const { key = false, ...rest } = fields;
  packHeader(frame, { version: VERSION, type, flags: key ? FLAG_KEY : 0, epoch: 0, ...rest });
  frame.set(body, HEADER_BYTES);
  return frame;
}
