/** The viewer by keyboard. Anything with `data-session-key` is clicked by that key; arrows pan. `?` is the desk's own. */
const PAN = 60;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] };

/** @param {import('./zoom.js').Zoom} zoom */
export function answerKeys(zoom) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select, dialog *')) return;
    if (localStorage.getItem('desk-keys') === 'off') return;
    const arrow = ARROWS[event.key];
    const button = document.querySelector(`[data-session-key="${CSS.escape(event.key)}"]`);
    if (arrow) zoom.pan(...arrow);
    else if (button instanceof HTMLButtonElement && !button.disabled) button.click();
    else return;
    event.preventDefault();
  });
}
