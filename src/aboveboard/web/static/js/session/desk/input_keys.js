/**
 * The technician's keyboard, for the customer's computer, as long as one hidden field has the focus. Keys go by what
 * they mean and where they are; text that is made of several keys (dead keys, AltGr, input methods, a phone's keyboard)
 * goes as text. Both Control keys are the way out, and so are Control, Alt and Shift let go of together.
 */
import { TYPE } from '../../wire/gates.js';

/** What the browser makes text of; the text comes by itself. */
const COMPOSED = ['Dead', 'Process', 'Unidentified', 'Compose'];
/** They change only what a key means, and that is what goes. */
const LOCKS = ['CapsLock', 'NumLock', 'ScrollLock', 'AltGraph', 'Fn', 'FnLock', 'Hyper', 'Super', 'Symbol', 'SymbolLock'];
const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta'];
const PAIR = ['ControlLeft', 'ControlRight'];
const CHORD = ['Control', 'Alt', 'Shift'];
/** The field is never empty, so that a phone's keyboard can take something away. */
const FILLER = ' ';
const CODE = /^[A-Za-z0-9]{0,32}$/;
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

export class InputKeys {
  active = false;
  /** @type {Map<string, string>} the keys that are down over there: code → key */
  #down = new Map();
  /** Whether exactly the keys of the way out are down. */
  #chord = false;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {import('./input_pace.js').Pace} out
   * @param {{leave: () => void}} tell the person wants their keyboard back
   */
  constructor(field, out, tell) {
    this.field = field;
    this.out = out;
    this.tell = tell;
    field.addEventListener('keydown', (event) => this.active && this.#pressed(event));
    field.addEventListener('keyup', (event) => this.active && this.#released(event));
    field.addEventListener('input', (event) => this.active && !(/** @type {InputEvent} */ (event).isComposing) && this.#take());
    // The input event may come before or after; whichever is last finds the text.
    field.addEventListener('compositionend', () => setTimeout(() => this.active && this.#take()));
    this.#empty();
  }

  /** Nothing is held any more; what was held over there is let go of by RELEASE. */
  drop() {
    this.#down.clear();
    this.#chord = false;
    this.#empty();
  }

  /** Say once more which modifiers are held; other keys repeat by themselves. */
  again() {
    for (const [code, key] of this.#down) {
      if (MODIFIERS.includes(key)) this.out.push(TYPE.PRESS, { code, key, down: true });
    }
  }

  get holdsControl() {
    return this.#down.has('ControlLeft') || this.#down.has('ControlRight');
  }

  /** Keys one after the other, and up again in turn. @param {{code: string, key: string}[]} keys */
  strike(keys) {
    for (const { code, key } of keys) this.out.push(TYPE.PRESS, { code, key, down: true });
    for (const { code, key } of [...keys].reverse()) this.out.push(TYPE.PRESS, { code, key, down: false });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { code, key } = event;
    if (event.isComposing || COMPOSED.includes(key)) return;
    event.preventDefault();
    if (PAIR.includes(code) && PAIR.every((one) => one === code || this.#down.has(one))) return this.tell.leave();
    if (key === 'AltGraph') this.#lift('ControlLeft'); // Windows says Control before it
    if (LOCKS.includes(key) || !CODE.test(code)) return;
    const letter = [...key].length === 1;
    if (letter && (!code || this.#isMade(event))) return this.#text(key);
    if (APPLE && event.metaKey && key !== 'Meta') return this.strike([{ code, key }]); // it never says when it is up
    this.#down.set(code, key);
    const held = [...this.#down.values()];
    this.#chord = CHORD.every((one) => held.includes(one)) && held.every((one) => CHORD.includes(one));
    this.out.push(TYPE.PRESS, { code, key, down: true });
  }

  /** Whether a letter is made with AltGr, or with Option. @param {KeyboardEvent} event */
  #isMade(event) {
    if (event.getModifierState('AltGraph')) return true;
    return APPLE && event.altKey && !event.ctrlKey && !event.metaKey;
  }

  /** @param {string} text typed without the keys that made it */
  #text(text) {
    for (const code of ['AltLeft', 'AltRight', 'ControlLeft']) this.#lift(code);
    this.out.type(text);
  }

  /** @param {KeyboardEvent} event */
  #released(event) {
    if (event.isComposing) return;
    event.preventDefault();
    if (this.#chord) return this.tell.leave();
    this.#lift(event.code);
  }

  /** @param {string} code */
  #lift(code) {
    const key = this.#down.get(code);
    if (key === undefined) return;
    this.#down.delete(code);
    this.out.push(TYPE.PRESS, { code, key, down: false });
  }

  #take() {
    const { value } = this.field;
    if (!value.startsWith(FILLER)) this.strike([{ code: 'Backspace', key: 'Backspace' }]);
    const text = value.startsWith(FILLER) ? value.slice(FILLER.length) : value;
    if (text) this.out.type(text);
    this.#empty();
  }

  #empty() {
    this.field.value = FILLER;
    this.field.setSelectionRange(FILLER.length, FILLER.length);
  }
}
