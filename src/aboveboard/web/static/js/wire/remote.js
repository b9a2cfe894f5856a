/**
 * The payloads beyond pictures and marks: cursor and screen, input, clipboard, files, tools, secrets.
 * @typedef {import('./checks.js').Check} Check
 */
import {
  bytes, coordinate, count, empty, flag, identifier, list, name, number, oneOf, PLAIN, pixel, reason, said, shape, side,
  text, whole,
} from './checks.js';
import { LIMITS } from './table.js';

const small = whole(0, 0xffff);
const size = whole(0, LIMITS.FILE_BYTES);
const turned = whole(-10_000, 10_000);
const place = whole(-65_536, 65_536);
const edge = whole(1, 256);
const hash = text(64, /^[0-9a-f]+$/, 64);
const fileName = text(255, /^[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069/\\]+$/, 1);
/** @type {(max: number) => Check} base64url of any length up to `max` letters, in its one canonical spelling */
const packed = (max) => (value) =>
  value === '' || (typeof value === 'string' && value.length <= max && bytes(value.length)(value));
const part = shape({ name, x: place, y: place, width: side, height: side });
const fileAt = shape({ transfer: identifier, offset: size });
const clip = shape({ text: text(LIMITS.CLIP_CHARACTERS) });
const run = shape({ run: identifier });

/** @type {Record<string, Check>} by the name of the frame type */
export const REMOTE = {
  CURSOR: shape({ x: pixel, y: pixel, shape: small, visible: flag }),
  SHAPE: shape({
    shape: small, width: edge, height: edge, hot_x: small, hot_y: small,
    pixels: (value) => value !== '' && packed(120_000)(value),
  }),
  SCREEN: shape({
    width: side, height: side, parts: list(part, LIMITS.SCREENS), shown: whole(-1, LIMITS.SCREENS - 1), masks: count,
    paused: flag,
  }, ['paused']),
  POINTER: shape({ x: coordinate, y: coordinate, buttons: whole(0, 31) }),
  WHEEL: shape({ x: coordinate, y: coordinate, dx: turned, dy: turned }),
  PRESS: shape({ code: text(32, /^[A-Za-z0-9]*$/), key: text(32, PLAIN, 1), down: flag }),
  TYPE: shape({ text: text(LIMITS.TYPED_CHARACTERS, /^/, 1) }),
  RELEASE: empty,
  CONTROL: shape({
    live: flag, why: oneOf('', 'person', 'question', 'rights', 'locked', 'own-window', 'outside', 'refused', 'rate', 'paused'),
  }),
  CLIP_OUT: clip,
  CLIP_IN: clip,
  FILE_OFFER: shape({ transfer: identifier, name: fileName, size, reason: said }),
  FILE_WISH: shape({ transfer: identifier, what: said, reason: said }),
  FILE_ANSWER: shape({ transfer: identifier, yes: flag, name: text(255, PLAIN), size, offset: size }),
  FILE_TAKEN: fileAt,
  FILE_GOT: fileAt,
  FILE_SUM: shape({ transfer: identifier, sha256: hash }),
  FILE_DONE: shape({ transfer: identifier, ok: flag, sha256: text(64, /^([0-9a-f]{64})?$/), why: reason }),
  FILE_STOP: shape({ transfer: identifier }),
  TOOL_OFFER: shape({
    run: identifier, tool: text(40, /^[a-z][a-z0-9-]{0,39}$/), version: text(20, /^[0-9A-Za-z.-]+$/, 1),
    size: whole(1, 64 * 1024 * 1024), sha256: hash, reason: said,
  }),
  TOOL_ANSWER: shape({ run: identifier, yes: flag, why: reason }),
  TOOL_OUTPUT: shape({ run: identifier, text: text(LIMITS.OUTPUT_CHARACTERS) }),
  TOOL_DONE: shape({ run: identifier, ok: flag, status: whole(-255, 255), undone: flag, why: reason }),
  TOOL_STOP: run,
  TOOL_UNDO: run,
  TOOL_TAKEN: shape({ run: identifier, offset: whole(0, 64 * 1024 * 1024) }),
  SECRET_WISH: shape({ secret: identifier, reason: said }),
  SECRET: shape({ secret: identifier, to: number, ephemeral: bytes(43), sealed: packed(2048) }),
  SECRET_SEEN: shape({ secret: identifier }),
};
