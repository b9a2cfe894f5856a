/** Words come from the page, rendered and translated by the server; scripts only put names into them. */

/** @param {string} text @param {Record<string, string | number>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Fill every `[data-fill]` inside an element: its `data-text`, with names put in. */
/** @param {ParentNode} root @param {Record<string, string>} values */
export function fillAll(root, values) {
  for (const node of root.querySelectorAll('[data-fill][data-text]')) {
    if (node instanceof HTMLElement) node.textContent = fill(node.dataset.text ?? '', values);
  }
}

/**
 * The one element that must be there.
 * @param {ParentNode} root @param {string} selector
 * @returns {HTMLElement}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** @param {string} name */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('').toUpperCase();
}

/** @param {number} time milliseconds since 1970 */
export function clockTime(time) {
  const shape = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return new Intl.DateTimeFormat(document.documentElement.lang, shape).format(time);
}
