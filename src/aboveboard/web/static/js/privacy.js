// @ts-check
// The parts of the privacy notice: a link to a part opens it, all open for printing.

const parts = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.clause"));

function openTarget() {
  const target = document.getElementById(location.hash.slice(1)); // ids of clauses are plain: nothing to decode
  const part = target?.closest("details");
  if (!target || !part) return;
  part.open = true;
  target.scrollIntoView();
  part.querySelector("summary")?.focus({ preventScroll: true });
}

/** @param {boolean} open */
function setAll(open) {
  for (const part of parts) part.open = open;
}

/** @type {HTMLDetailsElement[]} */
let openedForPrint = [];

window.addEventListener("hashchange", openTarget);
window.addEventListener("beforeprint", () => {
  openedForPrint = [...parts].filter((part) => !part.open);
  setAll(true);
});
window.addEventListener("afterprint", () => {
  for (const part of openedForPrint) part.open = false;
  openedForPrint = [];
});

// A second press on the same link changes no hash, yet should open the part again.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  if (link && link.getAttribute("href") === location.hash) openTarget();
});

const tools = document.getElementById("privacy_tools");
if (tools) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.open) setAll(button.dataset.open === "all");
    if (button?.hasAttribute("data-print")) window.print();
  });
}

openTarget();
