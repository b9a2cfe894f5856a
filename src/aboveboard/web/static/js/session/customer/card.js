/** The card of a technician and the four words, for the first one and for everybody who wants to join later. */
import { fill, fillAll, find, initials } from '../text.js';

/**
 * @typedef {{participant: number, present: boolean, admitted: boolean, name: string, organisation: string,
 *   badge: string, phrase: string[] | null}} Technician
 * @param {HTMLElement} step
 * @param {Technician} technician
 * @param {boolean} later whether the session has begun already
 */
export function showCard(step, technician, later) {
  const { name, organisation, badge, phrase } = technician;
  fillAll(step, { name });
  find(step, '[data-face]').textContent = initials(name);
  find(step, '[data-name]').textContent = name;
  find(step, '[data-organisation]').textContent = organisation;
  find(step, '[data-badge]').textContent = badge;
  find(step, '[data-badge-line]').hidden = !badge;
  const list = find(step, '[data-phrase]');
  if (list.textContent !== (phrase ?? []).join('')) {
    list.replaceChildren(...(phrase ?? []).map((word) => Object.assign(document.createElement('li'), { textContent: word })));
  }
  if (!later) return;
  const heading = find(step, 'h1');
  heading.textContent = fill(heading.dataset.again ?? '', { name });
  const count = step.querySelector('.soft');
  if (count instanceof HTMLElement) count.hidden = true;
}
