/**
 * The fixed header before every payload: 24 bytes, big-endian. See docs/reference/protocol.md.
 * `time` is a bigint of microseconds since 1970, since it is 64 bits wide.
 * @typedef {{version: number, type: number, flags: number, participant: number, epoch: number, sequence: number,
 *   time: bigint}} Header
 */

import { Flag, HEADER_BYTES } from './table.js';

export const FLAG_KEY = Flag.KEY;

/**
 * The fields of a header, unchecked; `codec.readHeader` checks them.
 * @param {Uint8Array} frame at least 24 bytes
 * @returns {Header}
 */
export function unpackHeader(frame) {
  const view = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  return {
    version: view.getUint8(0),
    type: view.getUint8(1),
    flags: view.getUint16(2),
    participant: view.getUint32(4),
    epoch: view.getUint32(8),
    sequence: view.getUint32(12),
    time: view.getBigUint64(16),
  };
}

/**
 * @param {Uint8Array} frame written from its first byte on
 * @param {Header} header
 */
export function packHeader(frame, header) {
  const view = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  view.setUint8(0, header.version);
  view.setUint8(1, header.type);
  view.setUint16(2, header.flags);
  view.setUint32(4, header.participant);
  view.setUint32(8, header.epoch);
  view.setUint32(12, header.sequence);
  view.setBigUint64(16, header.time);
}
