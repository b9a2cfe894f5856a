/** The customer's pointer, over the picture and not in it. It moves by itself, so nothing is painted for it. */
const MOST = 64;
const SMALLEST = 0.6;

export class Cursor {
  /** @type {Map<number, {canvas: HTMLCanvasElement, image: string, x: number, y: number}>} by number, with its hot spot */
  #shapes = new Map();
  /** @type {{x: number, y: number, shape: number, visible: boolean} | null} */
  #now = null;
  #scale = 1;
  /** Whether the technician's own pointer is shown with the shape instead, since both are at the same place. */
  #mine = false;
  #image = '';

  /** @param {HTMLElement} place over the picture, its corner at the picture's @param {HTMLElement} surface */
  constructor(place, surface) {
    this.place = place;
    this.surface = surface;
  }

  /** @param {{shape: number, width: number, height: number, hot_x: number, hot_y: number, pixels: Uint8Array<ArrayBuffer>}} given */
  shape({ shape, width, height, hot_x: x, hot_y: y, pixels }) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
    this.#shapes.delete(shape);
    this.#shapes.set(shape, { canvas, image: `url(${canvas.toDataURL()}) ${x} ${y}, default`, x, y });
    const [oldest] = this.#shapes.keys();
    if (this.#shapes.size > MOST && oldest !== undefined) this.#shapes.delete(oldest);
    this.#show();
  }

  /** @param {{x: number, y: number, shape: number, visible: boolean}} now */
  move(now) {
    this.#now = now;
    this.#show();
  }

  /** @param {number} scale CSS pixels to one of the picture */
  zoom(scale) {
    this.#scale = scale;
    this.#show();
  }

  /** @param {boolean} mine */
  follow(mine) {
    this.#mine = mine;
    this.#show();
  }

  clear() {
    this.#shapes.clear();
    this.#now = null;
    this.#show();
  }

  #show() {
    const { place } = this;
    const shape = this.#now && this.#shapes.get(this.#now.shape);
    const shown = Boolean(this.#now?.visible && shape && !this.#mine);
    place.hidden = !shown;
    const image = this.#mine ? (this.#now?.visible && shape?.image) || 'default' : '';
    if (image !== this.#image) this.surface.style.cursor = this.#image = image;
    if (!shown || !shape || !this.#now) return;
    if (place.firstElementChild !== shape.canvas) place.replaceChildren(shape.canvas);
    const size = Math.max(this.#scale, SMALLEST);
    const [x, y] = [this.#now.x * this.#scale - shape.x * size, this.#now.y * this.#scale - shape.y * size];
    place.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px) scale(${size.toFixed(3)})`;
    Object.assign(place.dataset, { x: this.#now.x, y: this.#now.y, shape: this.#now.shape });
  }
}
