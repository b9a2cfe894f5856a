/** The scam check: nothing is ticked beforehand, and every answer but one ends the session. */
import { find } from '../text.js';

/** @param {HTMLElement} step @param {{safe: () => void, danger: () => void}} tell */
export function checkForScam(step, { safe, danger }) {
  const missing = find(step, '[data-missing]');
  for (const radio of step.querySelectorAll('input')) {
    radio.checked = false;
    radio.addEventListener('change', () => (missing.hidden = true));
  }
  find(step, '[data-forward]').addEventListener('click', () => {
    const chosen = step.querySelector('input:checked');
    if (!(chosen instanceof HTMLInputElement)) missing.hidden = false;
    else if (chosen.value === 'asked') safe();
    else danger();
  });
}
