/**
 * Opening a password that the customer's end sealed to this technician's end, as the Python `wire.sealing` does it.
 * The key comes from two agreements under the keys of the phrase: nobody else can have sealed it, nobody else opens it.
 */
import { fromHex } from './base64url.js';

const LABEL = new TextEncoder().encode('aboveboard secret 1');
const NONCE = 12;
const PLACE = 2;

/** @param {number} value */
function four(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {CryptoKeyPair} mine @param {Uint8Array<ArrayBuffer>} theirs */
async function agree(mine, theirs) {
  const key = await crypto.subtle.importKey('raw', theirs, { name: 'X25519' }, true, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: key }, mine.privateKey, 256));
}

/**
 * The password. Rejects where it was not sealed for this session, these two ends and this secret.
 * @param {import('./keys.js').Keys} mine
 * @param {Uint8Array<ArrayBuffer>} theirs the customer's agreement key
 * @param {{session: string, customer: number, technician: number, secret: string}} bound
 * @param {Uint8Array<ArrayBuffer>} ephemeral
 * @param {Uint8Array<ArrayBuffer>} sealed
 * @returns {Promise<string>}
 */
export async function unseal(mine, theirs, { session, customer, technician, secret }, ephemeral, sealed) {
  const context = join(LABEL, fromHex(session), four(customer), four(technician), fromHex(secret));
  const shared = join(await agree(mine.agreementKey, ephemeral), await agree(mine.agreementKey, theirs));
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const info = join(context, ephemeral, theirs, mine.revealed.agreement);
  const recipe = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const key = await crypto.subtle.deriveKey(recipe, material, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  const how = { name: 'AES-GCM', iv: sealed.subarray(0, NONCE), additionalData: context };
  const plain = new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.subarray(NONCE)));
  const length = new DataView(plain.buffer).getUint16(0);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain.subarray(PLACE, PLACE + length));
  plain.fill(0);
  return text;
}
