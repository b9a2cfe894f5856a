/** Pointing and drawing over the picture, and panning with the hand. What is drawn shows here too. */
import { LIMITS } from '../../wire/table.js';

const EACH_MS = 33;
/** @typedef {'hand' | 'point' | 'draw' | 'control'} Tool the last one is not of this module, which then does nothing */

export class Tools {
  /** @type {Tool} */
  tool = 'hand';
  #stroke = 0;
  /** @type {number[][] | null} points of the stroke that are not sent yet */
  #pending = null;
  #sentAt = 0;
  /** @type {{x: number, y: number} | null} */
  #grip = null;

  /**
   * @param {HTMLElement} surface exactly over the picture
   * @param {{point: (x: number, y: number) => void, draw: (stroke: number, points: number[][], done: boolean) => void,
   *   pan: (x: number, y: number) => void}} tell
   */
  constructor(surface, tell) {
    this.surface = surface;
    this.tell = tell;
    // Strokes of before a reload keep their numbers at the customer's end.
    this.#stroke = Date.now() % 1_000_000_000;
    surface.addEventListener('pointerdown', (event) => this.#down(event));
    surface.addEventListener('pointermove', (event) => this.#move(event));
    surface.addEventListener('pointerup', () => this.#up());
    surface.addEventListener('pointercancel', () => this.#up());
  }

  /** @param {Tool} tool */
  use(tool) {
    this.#up();
    this.tool = tool;
    this.surface.dataset.tool = tool;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.tool === 'control') return;
    this.surface.setPointerCapture(event.pointerId);
    if (this.tool === 'hand') this.#grip = { x: event.clientX, y: event.clientY };
    if (this.tool === 'point') this.tell.point(...placeOn(this.surface, event));
    if (this.tool === 'draw') {
      this.#stroke += 1;
      this.#pending = [placeOn(this.surface, event)];
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const now = performance.now();
    if (this.#grip) {
      this.tell.pan(this.#grip.x - event.clientX, this.#grip.y - event.clientY);
      this.#grip = { x: event.clientX, y: event.clientY };
    } else if (this.tool === 'point' && now - this.#sentAt >= EACH_MS) {
      this.#sentAt = now;
      this.tell.point(...placeOn(this.surface, event));
    } else if (this.#pending) {
      this.#pending.push(placeOn(this.surface, event));
      if (now - this.#sentAt >= EACH_MS || this.#pending.length >= LIMITS.DRAW_POINTS) this.#flush(false);
    }
  }

  #up() {
    this.#grip = null;
    if (this.#pending) this.#flush(true);
    this.#pending = null;
  }

  /** @param {boolean} done */
  #flush(done) {
    const points = this.#pending ?? [];
    this.#sentAt = performance.now();
    this.tell.draw(this.#stroke, points, done);
    this.#pending = [];
  }
}

/**
 * Where on the picture, from its left and its top; beyond an edge counts as on it.
 * @param {HTMLElement} surface exactly over the picture @param {MouseEvent} event @returns {[number, number]}
 */
export function placeOn(surface, event) {
  const box = surface.getBoundingClientRect();
  /** @param {number} share */
  const whole = (share) => Math.round(Math.min(1, Math.max(0, share)) * LIMITS.COORDINATE_MAX);
  return [whole((event.clientX - box.left) / box.width), whole((event.clientY - box.top) / box.height)];
}
