/** One question a page: shows one step, moves the focus to its heading, and guards it from clicks of the last one. */
import { guard } from './guard.js';
import { find } from '../text.js';

export class Steps {
  /** @type {string} */
  now = 'waiting';

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} name */
  get(name) {
    return find(this.root, `[data-step="${name}"]`);
  }

  /** @param {string} name */
  show(name) {
    if (this.now === name) return;
    for (const step of this.root.querySelectorAll('[data-step]')) {
      if (step instanceof HTMLElement) step.hidden = step.dataset.step !== name;
    }
    this.now = name;
    scrollTo(0, 0);
    const step = this.get(name);
    const heading = step.querySelector('h1');
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    guard(step);
  }
}
