/** Opening the socket, and opening it again: with a fresh ticket each time, a little later each time. */
import { newTicket } from '../ticket.js';

const FINAL = [4400, 4403, 4409, 4410, 4413, 4422, 4423, 4426];
const LATEST_MS = 5_000;

export class Connection {
  #tries = 0;

  /**
   * @param {HTMLElement} page
   * @param {{open: (ticket: {url: string, ticket: string}) => void, gone: (code: number) => void,
   *   trying: () => void}} tell `gone`: there is nothing to come back to
   */
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
  }

  async open() {
    const ticket = await newTicket(this.page).catch(() => undefined);
    if (ticket === null) this.tell.gone(4410);
    else if (ticket) this.tell.open(ticket);
    else this.lost(0);
  }

  held() {
    this.#tries = 0;
  }

  /** @param {number} code */
  lost(code) {
    if (FINAL.includes(code)) return this.tell.gone(code);
    this.tell.trying();
    this.#tries += 1;
    setTimeout(() => void this.open(), Math.min(LATEST_MS, 250 * 2 ** this.#tries));
  }
}
