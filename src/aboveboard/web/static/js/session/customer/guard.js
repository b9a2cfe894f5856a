/**
 * No step is answered by a click that was meant for the one before: for a moment after a step appears clicks do
 * nothing, the second half of a double click never does, and what goes on is never under the place that was pressed.
 */
const DEAF_MS = 700;
const LANES = 4;
let deafUntil = 0;
/** @type {{x: number, y: number} | null} */
let pressed = null;

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  // Ending is always heard, at once; so is a pause, but not what ends one.
  if (target?.closest('[data-end], [data-withdraw], [data-pause="begin"]')) return;
  if (event.detail > 1 || performance.now() < deafUntil) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.detail) pressed = { x: event.clientX, y: event.clientY };
}, { capture: true });

/** Call when a step or a question has just appeared. @param {HTMLElement} step */
export function guard(step) {
  deafUntil = performance.now() + DEAF_MS;
  const actions = step.querySelector('[data-actions]');
  if (!(actions instanceof HTMLElement)) return;
  for (let lane = 0; lane < LANES; lane += 1) {
    actions.dataset.lane = String(lane);
    if (!covers(actions)) return;
  }
}

/** @param {HTMLElement} actions */
function covers(actions) {
  if (!pressed) return false;
  const { x, y } = pressed;
  return [...actions.querySelectorAll('button')].some((button) => {
    const box = button.getBoundingClientRect();
    return x >= box.left - 16 && x <= box.right + 16 && y >= box.top - 16 && y <= box.bottom + 16;
  });
}
