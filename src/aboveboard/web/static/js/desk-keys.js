// The desk by keyboard. Anything with data-key="t" answers to that key: a field takes the focus, the rest is clicked.
// j and k move through the rows of [data-rows]; Enter is the browser's own. The keys can be switched off (WCAG 2.1.4).

const STORE = "desk-keys";

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function rows() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-rows] [data-row]")]).filter(
    (row) => row.offsetParent !== null,
  );
}

/** @param {number} step */
function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
  const focused = all.findIndex((row) => row === document.activeElement);
  const from = focused >= 0 ? focused : here;
  const next = from < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + step, 0), all.length - 1);
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

/** @param {string} key @returns {HTMLElement | null} */
function answering(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const near = document.activeElement?.closest("li")?.querySelector(selector);
  const found = near ?? [...document.querySelectorAll(selector)].find((one) => /** @type {HTMLElement} */ (one).offsetParent !== null);
  return found instanceof HTMLElement ? found : null;
}

/** @param {HTMLElement} element */
function act(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-keys-dialog]"));
const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keys-on]"));

function isOn() {
  return localStorage.getItem(STORE) !== "off";
}

if (toggle) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
}
for (const opener of document.querySelectorAll("[data-keys-open]")) {
  if (opener instanceof HTMLElement) opener.hidden = false;
  opener.addEventListener("click", () => dialog?.showModal());
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") /** @type {HTMLElement} */ (event.target).blur();
    return;
  }
  if (dialog?.open || !isOn()) return;
  if (event.key === "?") dialog?.showModal();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else {
    const element = event.key.length === 1 ? answering(event.key) : null;
    if (!element) return;
    act(element);
  }
  event.preventDefault();
});
