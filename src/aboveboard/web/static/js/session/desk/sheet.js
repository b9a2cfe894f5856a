/** The visible canvas: paints what the worker hands over, at once and in its order. It decides nothing. */
export class Sheet {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
  }

  /** @param {import('./surface.js').Part[]} parts */
  put(parts) {
    const { canvas, context } = this;
    for (const part of parts) {
      const { x, y, width, height } = part;
      if ('pixels' in part) context.putImageData(new ImageData(new Uint8ClampedArray(part.pixels), width, height), x, y);
      else if ('from' in part) context.drawImage(canvas, part.from.x, part.from.y, width, height, x, y, width, height);
      else if ('image' in part) {
        context.drawImage(part.image, x, y, width, height);
        part.image.close();
      } else {
        context.fillStyle = part.colour;
        context.fillRect(x, y, width, height);
      }
    }
  }

  /** Black, and so large. @param {number} width @param {number} height */
  blank(width, height) {
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.context.fillStyle = '#000';
    this.context.fillRect(0, 0, width, height);
  }
}
