/** Asking the customer for a scope, with a reason; what was asked and what came of it. */
import { find } from '../text.js';

export class Asking {
  /** @type {Map<string, string>} ask → scope, unanswered */
  #open = new Map();

  /** @param {HTMLElement} panel @param {(scope: string, reason: string) => void} tell */
  constructor(panel, tell) {
    this.panel = panel;
    for (const form of panel.querySelectorAll('form[data-ask]')) {
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        const reason = /** @type {HTMLInputElement} */ (find(panel, '[name="reason"]'));
        tell(/** @type {HTMLElement} */ (form).dataset.ask ?? '', reason.value.trim());
        reason.value = '';
      });
    }
  }

  /** @param {string} ask @param {string} scope */
  asked(ask, scope) {
    this.#open.set(ask, scope);
    this.#say('asked');
  }

  /** @param {string} ask */
  denied(ask) {
    if (this.#open.delete(ask)) this.#say('denied');
  }

  /**
   * @param {boolean} open whether the session is open to asks
   * @param {string[]} held scopes that are granted
   * @param {string[] | null} [offers] what the customer's end can do at all; null while nobody knows
   */
  show(open, held, offers = null) {
    for (const [ask, scope] of this.#open) {
      if (!held.includes(scope)) continue;
      this.#open.delete(ask);
      this.#say('');
    }
    const asked = [...this.#open.values()];
    for (const form of this.panel.querySelectorAll('form[data-ask]')) {
      const scope = /** @type {HTMLElement} */ (form).dataset.ask ?? '';
      const button = form.querySelector('button');
      const lacks = offers !== null && !offers.includes(scope);
      if (button) button.disabled = !open || lacks || held.includes(scope) || asked.includes(scope);
      button?.toggleAttribute('data-lacks', lacks);
    }
    find(this.panel, '[data-ask-lacks]').hidden = !this.panel.querySelector('button[data-lacks]');
  }

  /** @param {string} which */
  #say(which) {
    const status = find(this.panel, '[data-ask-status]');
    status.textContent = status.dataset[which] ?? '';
  }
}
