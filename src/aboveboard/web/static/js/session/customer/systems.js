/** The steps to lock files away, for the person's own system; another one can be chosen. */
import { find } from '../text.js';

/** @param {string} agent */
export function systemOf(agent) {
  if (/Windows/i.test(agent)) return 'windows';
  if (/Mac OS|Macintosh/i.test(agent)) return 'mac';
  if (/Linux|X11|CrOS/i.test(agent)) return 'linux';
  return 'other';
}

/** @param {HTMLElement} step */
export function chooseSystem(step) {
  const select = /** @type {HTMLSelectElement} */ (find(step, '[data-system]'));
  const show = () => {
    for (const list of step.querySelectorAll('[data-system-steps]')) {
      if (list instanceof HTMLElement) list.hidden = list.dataset.systemSteps !== select.value;
    }
  };
  select.value = systemOf(navigator.userAgent);
  select.addEventListener('change', show);
  show();
}
