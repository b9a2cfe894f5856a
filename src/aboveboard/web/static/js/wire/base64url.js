/** Bytes as base64url without padding, and back. */

/** @param {Uint8Array} bytes */
export function toText(bytes) {
  let raw = '';
  for (const byte of bytes) raw += String.fromCharCode(byte);
  return btoa(raw).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {Error} unless the text is the one canonical spelling of its bytes
 */
export function toBytes(text) {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  if (toText(bytes) !== text) throw new Error('not canonical base64url without padding');
  return bytes;
}

/** @param {Uint8Array} bytes lower-case hexadecimal */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} hex */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A new identifier: 16 random bytes in hexadecimal. */
export function newIdentifier() {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}
