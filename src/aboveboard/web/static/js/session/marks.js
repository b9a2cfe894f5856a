/**
 * The technician's marks over a picture: a pointer that fades, and strokes that stay until they are wiped.
 * Coordinates are 0…65535 of the picture, so both ends draw the same whatever their size.
 */
const FULL = 65_535;
const POINTER_MS = 3_000;
const COLOURS = ['#ff2d95', '#ffb000', '#2db7ff', '#7dff5a'];

export class Marks {
  /** @type {Map<string, {from: number, points: number[][]}>} */
  #strokes = new Map();
  /** @type {Map<number, {x: number, y: number, at: number}>} */
  #pointers = new Map();
  #asked = false;

  /** @param {HTMLCanvasElement} canvas over the picture, of the same shape */
  constructor(canvas) {
    this.canvas = canvas;
    new ResizeObserver(() => this.#paintSoon()).observe(canvas);
  }

  /** @param {number} from @param {number} x @param {number} y */
  point(from, x, y) {
    this.#pointers.set(from, { x, y, at: performance.now() });
    this.#paintSoon();
  }

  /** @param {number} from @param {number} stroke @param {number[][]} points */
  draw(from, stroke, points) {
    const key = `${from} ${stroke}`;
    const known = this.#strokes.get(key) ?? { from, points: [] };
    known.points.push(...points);
    this.#strokes.set(key, known);
    this.#paintSoon();
  }

  /** @param {number} from */
  wipe(from) {
    this.#pointers.delete(from);
    for (const [key, stroke] of this.#strokes) if (stroke.from === from) this.#strokes.delete(key);
    this.#paintSoon();
  }

  clear() {
    this.#pointers.clear();
    this.#strokes.clear();
    this.#paintSoon();
  }

  #paintSoon() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#paint();
    });
  }

  #paint() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = devicePixelRatio || 1;
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    context.clearRect(0, 0, width, height);
    context.lineCap = context.lineJoin = 'round';
    for (const { from, points } of this.#strokes.values()) this.#line(context, from, points, ratio);
    for (const [from, { x, y, at }] of this.#pointers) {
      const age = performance.now() - at;
      if (age > POINTER_MS) this.#pointers.delete(from);
      else this.#dot(context, from, x, y, ratio);
    }
    if (this.#pointers.size) setTimeout(() => this.#paintSoon(), 250);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} from @param {number[][]} points @param {number} ratio */
  #line(context, from, points, ratio) {
    const path = new Path2D();
    for (const [x, y] of points) path.lineTo(((x ?? 0) / FULL) * this.canvas.width, ((y ?? 0) / FULL) * this.canvas.height);
    for (const [style, size] of /** @type {[string, number][]} */ ([['rgb(0 0 0 / 60%)', 7], [colour(from), 4]])) {
      context.strokeStyle = style;
      context.lineWidth = size * ratio;
      context.stroke(path);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {number} from @param {number} x @param {number} y @param {number} ratio */
  #dot(context, from, x, y, ratio) {
    context.beginPath();
    context.arc((x / FULL) * this.canvas.width, (y / FULL) * this.canvas.height, 11 * ratio, 0, 2 * Math.PI);
    context.fillStyle = colour(from);
    context.fill();
    context.lineWidth = 3 * ratio;
    context.strokeStyle = 'rgb(0 0 0 / 60%)';
    context.stroke();
  }
}

/** @param {number} from */
function colour(from) {
  return COLOURS[from % COLOURS.length] ?? '#ff2d95';
}
