/** What this tab keeps over a reload: the keys of the handshake. Session storage dies with the tab. */

/** @param {string} session */
const place = (session) => `aboveboard-keys-${session}`;

/** @param {string} session @returns {object | null} */
export function recall(session) {
  try {
    return JSON.parse(sessionStorage.getItem(place(session)) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} session @param {object} kept */
export function keep(session, kept) {
  sessionStorage.setItem(place(session), JSON.stringify(kept));
}

/** @param {string} session */
export function forget(session) {
  sessionStorage.removeItem(place(session));
}
