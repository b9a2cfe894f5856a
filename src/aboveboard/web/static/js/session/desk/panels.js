import { Clipboard } from './clipboard.js';
import { Computer } from './computer.js';
import { Files } from './files.js';
import { Remedies } from './remedies.js';
import { Secrets } from './secrets.js';

/**
 * The parts of the page that each deal with one scope. A panel is a module here, a line in the table below, and an
 * include in the page whose outermost element has `data-panel` with its name; without that element it is not built.
 *
 * @typedef {{
 *   customer: string,
 *   send: (type: number, payload: object | Uint8Array, transfer?: Transferable[]) => void,
 *   tell: (command: {do: string} & object, transfer?: Transferable[]) => void,
 * }} Desk
 *   what a panel is given: how the customer is called; `send` a frame, which this end's own gates may refuse; `tell`
 *   the worker something of one's own
 * @typedef {{
 *   came: (type: number, payload: any) => void,
 *   show: (open: boolean, held: string[]) => void,
 *   unsent?: (type: number) => void,
 * }} Panel
 *   `came`: a frame of a scope beyond the picture, of any panel; `show`: whether the session is open to this
 *   technician, and the scopes they hold, each time that may have changed; `unsent`: a frame was refused
 */

/** @type {Record<string, new (element: HTMLElement, desk: Desk) => Panel>} by the value of `data-panel` */
const PANELS = { remedies: Remedies, secrets: Secrets, files: Files, clipboard: Clipboard, computer: Computer };

/** @param {HTMLElement} page @param {Desk} desk @returns {Panel[]} one for each place that the page has for one */
export function panelsOf(page, desk) {
  return [...page.querySelectorAll('[data-panel]')].flatMap((element) => {
    const Panel = element instanceof HTMLElement ? PANELS[element.dataset.panel ?? ''] : undefined;
    return Panel ? [new Panel(/** @type {HTMLElement} */ (element), desk)] : [];
  });
}
