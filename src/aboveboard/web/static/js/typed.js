// What was typed into a form marked `data-typed` comes back after a reload or a change of language. In between it lies in
// the tab's own storage, which no server sees and which ends with the tab; it is taken out of there at once.

const form = document.querySelector("form[data-typed]");
const place = form instanceof HTMLElement ? (form.dataset.typed ?? "") : "";
/** Longer away than this, and it is dropped: the next person at this computer finds nothing. */
const AWAY_MS = 15 * 60_000;

/** A yes is given to the words that stand beside it, so ticks are not carried over. */
function fields() {
  if (!(form instanceof HTMLFormElement)) return [];
  const all = [...form.querySelectorAll("textarea, input:is([type=text], [type=email], [data-computer-field])")];
  return /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ (all.filter((one) => !one.closest(".lure")));
}

function keep() {
  const typed = fields().flatMap((one) => (one.value ? [[one.name, one.value]] : []));
  if (!typed.length || form?.hasAttribute("data-sent")) return;
  try {
    sessionStorage.setItem(place, JSON.stringify({ at: Date.now(), typed }));
  } catch {
    // A browser that stores nothing loses what is typed, as it does on every page.
  }
}

function bringBack() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
    sessionStorage.removeItem(place);
    if (!kept || Date.now() - kept.at > AWAY_MS) return;
    const typed = new Map(kept.typed);
    for (const one of fields()) if (!one.value && typed.has(one.name)) one.value = String(typed.get(one.name));
  } catch {
    // Nothing is there, or nothing may be.
  }
}

if (place) {
  bringBack();
  window.addEventListener("pagehide", keep);
  // A page that comes back from the browser's memory still has it all.
  window.addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem(place));
}
