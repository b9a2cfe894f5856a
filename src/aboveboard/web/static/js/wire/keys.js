/**
 * Keys of an end, the commitment to them, the phrase from both, and the signed tally: WebCrypto alone.
 * @typedef {{agreement: Uint8Array, signing: Uint8Array, nonce: Uint8Array}} Revealed each 32 bytes
 * @typedef {{agreementKey: CryptoKeyPair, signingKey: CryptoKeyPair, revealed: Revealed}} Keys
 * @typedef {{agreement: JsonWebKey, signing: JsonWebKey, nonce: string}} SavedKeys
 */
import { fromHex, toBytes, toText } from './base64url.js';
import { COMMIT_LABEL, PHRASE_LABEL, PHRASE_WORDS, ROLE_BYTE, TALLY_LABEL, WORDS } from './table.js';

const ROLE_BYTES = /** @type {Record<string, number>} */ (ROLE_BYTE);
const ascii = new TextEncoder();

/** @param {CryptoKey} key */
const raw = async (key) => new Uint8Array(await crypto.subtle.exportKey('raw', key));

/**
 * New keys; with `old`, a new agreement key and nonce under the same signing key.
 * @param {Keys} [old]
 * @returns {Promise<Keys>}
 */
export async function newKeys(old) {
  const make = /** @type {(name: string, uses: KeyUsage[]) => Promise<CryptoKeyPair>} */ (
    (name, uses) => crypto.subtle.generateKey({ name }, true, uses));
  const agreementKey = await make('X25519', ['deriveBits']);
  const signingKey = old ? old.signingKey : await make('Ed25519', ['sign', 'verify']);
  return {
    agreementKey,
    signingKey,
    revealed: {
      agreement: await raw(agreementKey.publicKey),
      signing: await raw(signingKey.publicKey),
      nonce: crypto.getRandomValues(new Uint8Array(32)),
    },
  };
}

/**
 * @param {Keys} keys
 * @returns {Promise<SavedKeys>} for this tab's own storage, so that a reload goes on
 */
export async function saveKeys(keys) {
  return {
    agreement: await crypto.subtle.exportKey('jwk', keys.agreementKey.privateKey),
    signing: await crypto.subtle.exportKey('jwk', keys.signingKey.privateKey),
    nonce: toText(keys.revealed.nonce),
  };
}

/**
 * @param {SavedKeys} saved
 * @returns {Promise<Keys>}
 */
export async function loadKeys(saved) {
  /** @type {(name: string, jwk: JsonWebKey, uses: KeyUsage[]) => Promise<CryptoKeyPair>} */
  const load = async (name, jwk, uses) => {
    const { d: _secret, key_ops: _uses, ...open } = jwk;
    return {
      privateKey: await crypto.subtle.importKey('jwk', jwk, { name }, true, uses),
      publicKey: await crypto.subtle.importKey('jwk', open, { name }, true, name === 'Ed25519' ? ['verify'] : []),
    };
  };
  const agreementKey = await load('X25519', saved.agreement, ['deriveBits']);
  const signingKey = await load('Ed25519', saved.signing, ['sign']);
  const agreement = await raw(agreementKey.publicKey);
  const signing = await raw(signingKey.publicKey);
  return { agreementKey, signingKey, revealed: { agreement, signing, nonce: toBytes(saved.nonce) } };
}

/** @param {...Uint8Array} parts */
async function digest(...parts) {
  const bytes = new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * SHA-256 over an end's role and public material: 32 bytes.
 * @param {string} role
 * @param {Revealed} revealed
 */
export function commitment(role, { agreement, signing, nonce }) {
  const label = ascii.encode(COMMIT_LABEL);
  return digest(label, Uint8Array.of(ROLE_BYTES[role] ?? 0), agreement, signing, nonce);
}

/**
 * Whether what was revealed is what was committed to.
 * @param {Uint8Array} committed
 * @param {string} role
 * @param {Revealed} revealed
 */
export async function matches(committed, role, revealed) {
  return toText(committed) === toText(await commitment(role, revealed));
}

/**
 * The four words that both people should see.
 * @param {string} session its 16 bytes in hexadecimal
 * @param {Revealed} customer
 * @param {Revealed} technician
 */
export async function phrase(session, customer, technician) {
  const label = ascii.encode(PHRASE_LABEL);
  const ends = [customer, technician].flatMap(({ agreement, signing, nonce }) => [agreement, signing, nonce]);
  const hash = await digest(label, fromHex(session), ...ends);
  return Array.from(hash.subarray(0, PHRASE_WORDS), (byte) => WORDS[byte] ?? '');
}

/**
 * What a tally's signature covers: a label and JSON with sorted keys and no spaces.
 * @param {string} session
 * @param {{counts: Record<string, number>, bytes: number, last: number}} tally
 */
export function tallyMessage(session, { counts, bytes, last }) {
  // Assembled by hand: an object would put keys that look like numbers in the order of numbers, not of text.
  const rows = Object.keys(counts).sort().map((key) => `"${key}":${counts[key]}`);
  return ascii.encode(
    `${TALLY_LABEL}{"bytes":${bytes},"counts":{${rows.join(',')}},"last":${last},"session":"${session}"}`);
}

/**
 * @param {Keys} keys
 * @param {string} session
 * @param {{counts: Record<string, number>, bytes: number, last: number}} tally
 */
export async function signTally(keys, session, tally) {
  const signature = await crypto.subtle.sign('Ed25519', keys.signingKey.privateKey, tallyMessage(session, tally));
  return toText(new Uint8Array(signature));
}
