/**
 * The technician's pointer over the picture, for the customer's computer: one place a frame of the browser, buttons at
 * once, and a drag goes on beyond the picture. A finger is the left button, held still the right one.
 */
import { TYPE } from '../../wire/gates.js';
import { placeOn } from './tools.js';

const TURNED_MOST = 10_000;
const LINE_PIXELS = 40;
const PAGE_PIXELS = 800;
const HOLD_MS = 550;
const STILL_PIXELS = 10;
const [LEFT, RIGHT] = [1, 2];

export class InputPointer {
  active = false;
  #buttons = 0;
  /** @type {{x: number, y: number} | null} */
  #last = null;
  /** Whether a place went in this frame of the browser already. */
  #went = false;
  /** @type {PointerEvent | null} the place that goes with the next one */
  #next = null;
  #turned = { dx: 0, dy: 0 };
  /** @type {WheelEvent | null} */
  #turning = null;
  /** @type {{event: PointerEvent, timer: ReturnType<typeof setTimeout>} | null} a finger that has not said what it wants */
  #finger = null;

  /**
   * @param {HTMLElement} surface exactly over the picture
   * @param {import('./input_pace.js').Pace} out
   * @param {{began: () => void, holdsControl: () => boolean}} tell `began`: a press, which takes the keyboard as well
   */
  constructor(surface, out, tell) {
    this.surface = surface;
    this.out = out;
    this.tell = tell;
    /** @type {(name: string, answer: (event: any) => void, options?: AddEventListenerOptions) => void} */
    const on = (name, answer, options) =>
      surface.addEventListener(name, (event) => this.active && answer(event), options);
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', (event) => this.#up(event));
    on('wheel', (event) => this.#wheel(event), { passive: false });
    for (const own of ['contextmenu', 'mousedown', 'mouseup', 'auxclick', 'dragstart']) {
      on(own, (event) => event.preventDefault());
    }
  }

  /** Say once more what is held. @returns {boolean} whether anything is */
  again() {
    if (this.#buttons && this.#last) this.out.push(TYPE.POINTER, { ...this.#last, buttons: this.#buttons });
    return this.#buttons > 0;
  }

  /** Nothing is held any more; what was held over there is let go of by RELEASE. */
  drop() {
    this.#buttons = 0;
    this.#next = this.#turning = null;
    if (this.#finger) clearTimeout(this.#finger.timer);
    this.#finger = null;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.tell.began();
    this.surface.setPointerCapture(event.pointerId);
    if (event.pointerType !== 'touch') return this.#press(event, event.buttons);
    if (!event.isPrimary) return;
    this.#press(event, 0);
    const timer = setTimeout(() => {
      this.#finger = null;
      this.#press(event, RIGHT);
      this.#press(event, 0);
    }, HOLD_MS);
    this.#finger = { event, timer };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerType === 'touch') {
      if (!event.isPrimary) return;
      if (this.#finger) {
        const from = this.#finger.event;
        if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < STILL_PIXELS) return;
        this.#settle();
        this.#press(from, LEFT);
      }
    } else if (event.buttons !== this.#buttons) return this.#press(event, event.buttons);
    this.#next = event;
    this.#soon();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerType !== 'touch') return this.#press(event, event.type === 'pointercancel' ? 0 : event.buttons);
    // Only now does a phone count it as a touch, and open its keyboard.
    this.tell.began();
    if (this.#finger && event.type === 'pointerup') this.#press(event, LEFT);
    this.#settle();
    if (this.#buttons || event.type === 'pointerup') this.#press(event, 0);
  }

  #settle() {
    if (this.#finger) clearTimeout(this.#finger.timer);
    this.#finger = null;
  }

  /** @param {PointerEvent} event @param {number} buttons */
  #press(event, buttons) {
    this.#next = null;
    this.#buttons = buttons & 31;
    this.#say(event);
  }

  /** @param {PointerEvent} event */
  #say(event) {
    const [x, y] = placeOn(this.surface, event);
    this.#last = { x, y };
    this.out.push(TYPE.POINTER, { x, y, buttons: this.#buttons });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    // A pinch comes as a turned wheel with Control that nobody presses: it is for the page, which zooms.
    if (event.ctrlKey && !this.tell.holdsControl()) return;
    event.preventDefault();
    event.stopPropagation();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? PAGE_PIXELS
      : event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
    this.#turned.dx += event.deltaX * unit;
    this.#turned.dy += event.deltaY * unit;
    this.#turning = event;
    this.#soon();
  }

  /** Now, or with the browser's next frame if something went in this one. */
  #soon() {
    if (this.#went) return;
    this.#went = true;
    this.#flush();
    requestAnimationFrame(() => {
      this.#went = false;
      if (this.active && (this.#next || this.#turning)) this.#soon();
    });
  }

  #flush() {
    if (this.#next) this.#say(this.#next);
    this.#next = null;
    if (!this.#turning) return;
    const [x, y] = placeOn(this.surface, this.#turning);
    const [dx, dy] = [whole(this.#turned.dx), whole(this.#turned.dy)];
    this.#turning = null;
    this.#turned.dx -= dx;
    this.#turned.dy -= dy;
    if (dx || dy) this.out.push(TYPE.WHEEL, { x, y, dx, dy });
  }
}

/** @param {number} turned */
function whole(turned) {
  return Math.max(-TURNED_MOST, Math.min(TURNED_MOST, Math.trunc(turned)));
}
