/** The visible canvas: shows what the worker hands over, at once. It decides nothing. */
export class Sheet {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
  }

  /** @param {import('./surface.js').Part[]} parts */
  put(parts) {
    for (const part of parts) {
      const { x, y, width, height } = part;
      if ('frame' in part) {
        this.context.drawImage(part.frame, x, y, width, height);
        part.frame.close();
      } else this.context.putImageData(new ImageData(new Uint8ClampedArray(part.pixels), width, height), x, y);
    }
  }

  /** Black, and so large. @param {number} width @param {number} height */
  blank(width, height) {
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.context.fillStyle = '#000';
    this.context.fillRect(0, 0, width, height);
  }
}
