/**
 * How large the picture is: fitted, or at a scale with the point under the mouse kept in place. The scroller pans.
 */
const STEP = 1.25;
const LOWEST = 0.1;
const HIGHEST = 8;

export class Zoom {
  /** @type {number | null} null: fitted */
  #scale = null;
  width = 1280;
  height = 720;

  /** @param {HTMLElement} scroller @param {HTMLElement} stage @param {(percent: number, fitted: boolean) => void} tell */
  constructor(scroller, stage, tell) {
    this.scroller = scroller;
    this.stage = stage;
    this.tell = tell;
    new ResizeObserver(() => this.#apply()).observe(scroller);
    scroller.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // a pinch on a touch pad arrives as ctrl + wheel
      event.preventDefault();
      this.by(Math.exp(-event.deltaY / 200), event.clientX, event.clientY);
    }, { passive: false });
  }

  /** @param {number} width @param {number} height */
  size(width, height) {
    if (this.width === width && this.height === height) return;
    Object.assign(this, { width, height });
    this.#apply();
  }

  get #fit() {
    const { clientWidth, clientHeight } = this.scroller;
    return Math.min(clientWidth / this.width, clientHeight / this.height);
  }

  get scale() {
    return this.#scale ?? this.#fit;
  }

  fit() {
    this.#scale = null;
    this.#apply();
  }

  actual() {
    this.to(1 / (devicePixelRatio || 1));
  }

  larger() {
    this.by(STEP);
  }

  smaller() {
    this.by(1 / STEP);
  }

  /** @param {number} factor @param {number} [x] @param {number} [y] */
  by(factor, x, y) {
    this.to(this.scale * factor, x, y);
  }

  /** @param {number} scale @param {number} [x] @param {number} [y] the point of the window that stays where it is */
  to(scale, x, y) {
    const frame = this.scroller.getBoundingClientRect();
    const centre = { x: x ?? frame.left + frame.width / 2, y: y ?? frame.top + frame.height / 2 };
    const before = this.stage.getBoundingClientRect();
    const share = { x: (centre.x - before.left) / before.width, y: (centre.y - before.top) / before.height };
    this.#scale = Math.min(HIGHEST, Math.max(LOWEST, scale));
    this.#apply();
    const after = this.stage.getBoundingClientRect();
    this.scroller.scrollLeft += after.left + share.x * after.width - centre.x;
    this.scroller.scrollTop += after.top + share.y * after.height - centre.y;
  }

  /** @param {number} x @param {number} y */
  pan(x, y) {
    this.scroller.scrollBy(x, y);
  }

  #apply() {
    if (!this.scroller.clientWidth) return; // something else stands in its place
    this.stage.style.setProperty('inline-size', `${Math.floor(this.width * this.scale)}px`);
    this.stage.style.setProperty('block-size', `${Math.floor(this.height * this.scale)}px`);
    this.tell(Math.round(this.scale * (devicePixelRatio || 1) * 100), this.#scale === null);
  }
}
