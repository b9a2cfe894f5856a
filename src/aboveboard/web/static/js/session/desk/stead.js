/** What stands on the stage while no picture does: the panel of the computer, which else is in the side. */
export class Stead {
  #there = false;

  /** @param {HTMLElement} page */
  constructor(page) {
    this.stage = page.querySelector('[data-stead]');
    this.panel = page.querySelector('[data-panel="computer"]');
    this.home = document.createComment('');
    this.panel?.before(this.home);
  }

  /** @param {boolean} there whether the panel stands on the stage */
  show(there) {
    if (there === this.#there || !this.panel) return;
    this.#there = there;
    const focused = this.panel.contains(document.activeElement) ? document.activeElement : null;
    if (there) this.stage?.append(this.panel);
    else this.home.after(this.panel);
    // What somebody types in goes on where it was.
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
