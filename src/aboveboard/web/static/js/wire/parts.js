/** One part of a file: whose it is, where it belongs, its bytes. The payload of FILE_DOWN and FILE_UP. */
import { fromHex, toHex } from './base64url.js';

const IDENTIFIER = 16;
const HEAD = 24;

/** @param {string} identifier @param {number} offset @param {Uint8Array} data @returns {Uint8Array<ArrayBuffer>} */
export function pack(identifier, offset, data) {
  const payload = new Uint8Array(HEAD + data.length);
  payload.set(fromHex(identifier));
  new DataView(payload.buffer).setBigUint64(IDENTIFIER, BigInt(offset));
  payload.set(data, HEAD);
  return payload;
}

/** @param {Uint8Array} payload @returns {{identifier: string, offset: number, data: Uint8Array} | null} null: it is no part */
export function unpack(payload) {
  if (payload.length <= HEAD) return null;
  const offset = new DataView(payload.buffer, payload.byteOffset).getBigUint64(IDENTIFIER);
  if (offset > Number.MAX_SAFE_INTEGER) return null;
  return { identifier: toHex(payload.subarray(0, IDENTIFIER)), offset: Number(offset), data: payload.subarray(HEAD) };
}
