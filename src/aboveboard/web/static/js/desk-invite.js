// The invitation on a case page: how long the code still works, and one press to copy what is read out.

/** @param {HTMLElement} clock */
function tick(clock) {
  const left = Math.max(0, Math.round((Date.parse(clock.dataset.until ?? "") - Date.now()) / 1000));
  const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clock.textContent = left ? text : (clock.dataset.textOver ?? "");
  clock.closest("[data-invitation]")?.toggleAttribute("data-over", !left);
}

function tickAll() {
  for (const clock of document.querySelectorAll("[data-until]")) if (clock instanceof HTMLElement) tick(clock);
}

tickAll();
setInterval(tickAll, 1000);

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  void navigator.clipboard.writeText(button.dataset.copy ?? "").then(() => {
    const label = button.querySelector("[data-copy-label]");
    if (label) label.textContent = button.dataset.textDone ?? "";
  });
});
