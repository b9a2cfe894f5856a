/**
 * What the fields of payloads may hold, as strict as the Python structs: text counted in code points, whole numbers,
 * base64url in its one canonical spelling, objects of exactly their fields.
 * @typedef {(value: unknown) => boolean} Check
 */
import { toBytes } from './base64url.js';
import { LIMITS } from './table.js';

export const PLAIN = /^[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/;
export const URL_SAFE = /^[A-Za-z0-9_-]+$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** @type {(max?: number, pattern?: RegExp, min?: number) => Check} lengths count code points, as Python does */
export const text = (max = Infinity, pattern = /^/, min = 0) => (value) => {
  if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return false;
  const length = [...value].length;
  return length >= min && length <= max && pattern.test(value);
};
/** @type {(low: number, high: number) => Check} */
export const whole = (low, high) => (value) => Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high;
/** @type {(...values: string[]) => Check} */
export const oneOf = (...values) => (value) => typeof value === 'string' && values.includes(value);
/** @type {(item: Check, max?: number, min?: number) => Check} */
export const list = (item, max = Infinity, min = 0) => (value) =>
  Array.isArray(value) && value.length >= min && value.length <= max && value.every(item);
/** @type {(length: number) => Check} base64url of so many letters, in its one canonical spelling */
export const bytes = (length) => {
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
export const shape = (fields, optional = []) => (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = /** @type {Record<string, unknown>} */ (value);
  return (
    Object.keys(given).every((name) => Object.hasOwn(fields, name)) &&
    Object.entries(fields).every(([name, check]) =>
      Object.hasOwn(given, name) ? check(given[name]) : optional.includes(name))
  );
};

/** A number that may have a fraction. @type {(low: number, high: number) => Check} */
export const amount = (low, high) => (value) => Number.isFinite(value) && Number(value) >= low && Number(value) <= high;
/** @type {(names: RegExp, item: Check, max?: number) => Check} an object of any fields whose names fit */
export const amounts = (names, item, max = Infinity) => (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= max &&
  Object.entries(value).every(([key, one]) => names.test(key) && item(one));

/** @type {Check} */
export const flag = (value) => typeof value === 'boolean';
export const number = whole(1, 0xffff_ffff);
export const count = whole(0, Number.MAX_SAFE_INTEGER);
export const reason = text(LIMITS.REASON_CHARACTERS, PLAIN);
/** A reason that says something. @type {Check} */
export const said = (value) => reason(value) && /[^ ]/.test(String(value));
export const name = text(LIMITS.NAME_CHARACTERS, PLAIN);
export const identifier = text(32, /^[0-9a-f]+$/, 32);
export const coordinate = whole(0, LIMITS.COORDINATE_MAX);
export const side = whole(1, LIMITS.CANVAS_MAX);
export const pixel = whole(0, LIMITS.CANVAS_MAX);
export const empty = shape({});
