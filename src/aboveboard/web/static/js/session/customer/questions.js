/**
 * What a technician asks for, one question at a time. Yes and No are twins; no answer is a no after a minute.
 * @typedef {{ask: string, scope: string, reason: string, from: number, name: string}} Question
 */
import { fill, find } from '../text.js';
import { guard } from './guard.js';

const PATIENCE_S = 60;

export class Questions {
  /** @type {Question[]} */
  #waiting = [];
  #left = 0;

  /** @param {HTMLElement} box @param {{yes: (question: Question) => void, no: (question: Question) => void}} tell */
  constructor(box, tell) {
    this.box = box;
    this.tell = tell;
    find(box, '[data-answer-yes]').addEventListener('click', () => this.#answer(true));
    find(box, '[data-answer-no]').addEventListener('click', () => this.#answer(false));
    setInterval(() => this.#tick(), 1_000);
  }

  /** @param {Question} question */
  add(question) {
    this.#waiting.push(question);
    if (this.#waiting.length === 1) this.#show();
  }

  /** Questions that no longer matter: their technician left, or the scope is granted. @param {(question: Question) => boolean} keep */
  keep(keep) {
    const first = this.#waiting[0];
    this.#waiting = this.#waiting.filter(keep);
    if (this.#waiting[0] !== first) this.#show();
  }

  #show() {
    const question = this.#waiting[0];
    this.box.hidden = !question;
    if (!question) return;
    const { scope, name, reason } = question;
    const title = find(this.box, '[data-question-title]');
    title.textContent = fill(title.dataset[scope] ?? '', { name });
    const what = find(this.box, '[data-question-what]');
    what.textContent = what.dataset[scope] ?? '';
    const quote = find(this.box, '[data-question-reason]');
    quote.textContent = reason;
    quote.hidden = !reason;
    this.#left = PATIENCE_S;
    this.#count();
    this.box.scrollIntoView({ block: 'nearest' });
    guard(this.box);
  }

  #tick() {
    if (!this.#waiting.length) return;
    this.#left -= 1;
    if (this.#left <= 0) this.#answer(false);
    else this.#count();
  }

  #count() {
    const left = find(this.box, '[data-question-left]');
    left.textContent = fill(left.dataset.text ?? '', { seconds: this.#left });
  }

  /** @param {boolean} yes */
  #answer(yes) {
    const question = this.#waiting.shift();
    if (question) (yes ? this.tell.yes : this.tell.no)(question);
    this.#show();
  }
}
