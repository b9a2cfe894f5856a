// Keeps a desk page true: hints from the server ("look again") make htmx fetch the parts that change by themselves.

const source = document.querySelector("[data-live]");
const state = document.querySelector("[data-live-state]");
const status = document.querySelector("[data-chat-status]");

function refresh() {
  document.body.dispatchEvent(new CustomEvent("hint"));
}

/** @param {boolean} open */
function show(open) {
  if (!(state instanceof HTMLElement)) return;
  state.hidden = false;
  state.textContent = (open ? state.dataset.textOn : state.dataset.textOff) ?? "";
  state.classList.toggle("waiting", open);
}

if (source instanceof HTMLElement) {
  const hints = new EventSource(source.dataset.live ?? "");
  hints.addEventListener("hint", refresh);
  hints.addEventListener("open", () => {
    show(true);
    refresh();
  });
  hints.addEventListener("error", () => show(false));
  window.addEventListener("pagehide", () => hints.close());
}

// A part that comes from another address is a sign-in page; one that is gone is a case that is no longer ours.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = /** @type {CustomEvent} */ (event).detail;
  const moved = new URL(xhr.responseURL, location.href).pathname !== new URL(pathInfo.requestPath, location.href).pathname;
  if (moved || xhr.status === 404) {
    event.preventDefault();
    location.reload();
  }
});

/** @returns {Element | undefined} */
function lastHeard() {
  return [...document.querySelectorAll("#chat .bubble:not(.bubble--mine)")].at(-1);
}

const pane = document.querySelector("[data-pane]");
const toEnd = () => pane?.scrollTo({ top: pane.scrollHeight });
let heard = document.querySelectorAll("#chat .bubble").length;
toEnd();

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.target?.id !== "chat") return;
  const now = document.querySelectorAll("#chat .bubble").length;
  if (now > heard) {
    if (status) status.textContent = lastHeard()?.textContent ?? "";
    toEnd();
  }
  heard = now;
});

// Enter sends, Shift and Enter begins a new line.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement) || field.id !== "say") return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  field.form?.requestSubmit();
});
