/** Keeps a note without leaving the session; the list of notes is read again by the desk's own hint. */
import { newIdentifier } from '../../wire/base64url.js';
import { find } from '../text.js';

const form = document.querySelector('form[data-note]');
if (form instanceof HTMLFormElement) form.addEventListener('submit', (event) => {
  event.preventDefault();
  void keepNote(form);
});

/** @param {HTMLFormElement} form */
async function keepNote(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
  const kept = answer?.type === 'opaqueredirect' || answer?.ok;
  const problem = find(form, '[data-note-error]');
  problem.hidden = Boolean(kept);
  problem.textContent = form.dataset.failed ?? '';
  if (!kept) return;
  form.reset();
  /** @type {HTMLInputElement} */ (find(form, '[name="client_key"]')).value = newIdentifier();
  document.body.dispatchEvent(new CustomEvent('hint'));
}
