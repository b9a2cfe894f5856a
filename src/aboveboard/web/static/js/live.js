// A page that stays up to date: hints come by server-sent events, then the page is read again and the parts that
// changed are taken over (`data-part` with an id). Messages go out without leaving the page; without scripts the
// same forms work by themselves.

import { localise } from "./times.js";

const page = document.querySelector("[data-live]");
const connection = document.querySelector("[data-connection]");
/** The page as the server wrote it last, by part: local changes such as localised times do not count. @type {Map<string, string>} */
const known = new Map();
let reading = false;
let again = false;

for (const part of document.querySelectorAll("[data-part]")) known.set(part.id, "");

/** @param {Document} fresh */
function takeOver(fresh) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    // Tokens differ in each answer and say nothing new.
    const html = next.innerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");
    const before = known.get(part.id);
    known.set(part.id, html);
    if (html === before || (part.contains(document.activeElement) && part.id !== "part-chat")) continue;
    localise(next);
    if (before === "" && next.textContent === part.textContent) continue;
    part.replaceChildren(...next.childNodes);
    if (part.hasAttribute("data-chat")) part.querySelector("li:last-child")?.scrollIntoView({ block: "nearest" });
  }
  if (fresh.title) document.title = fresh.title;
}

async function readAgain() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok) takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    show(true);
  } finally {
    reading = false;
    if (again) {
      again = false;
      readAgain();
    }
  }
}

/** @param {boolean} lost */
function show(lost) {
  if (!(connection instanceof HTMLElement) || !page) return;
  connection.hidden = !lost;
  connection.textContent = lost ? page.getAttribute("data-lost") : "";
}

if (page) {
  const source = new EventSource(page.getAttribute("data-live") || "");
  source.addEventListener("hint", () => {
    show(false);
    readAgain();
  });
  source.addEventListener("error", () => show(true));
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

const form = document.querySelector("form[data-say]");
if (form instanceof HTMLFormElement) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const key = /** @type {HTMLInputElement} */ (form.elements.namedItem("client_key"));
  const error = document.querySelector("[data-say-error]");

  /** @param {string} words */
  const complain = (words) => {
    if (!(error instanceof HTMLElement)) return;
    error.hidden = !words;
    const place = error.querySelector("span");
    if (place) place.textContent = words;
    text.toggleAttribute("aria-invalid", Boolean(words));
  };

  const send = async () => {
    const failed = error?.getAttribute("data-failed") || "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok) {
        complain(fresh.querySelector("[data-say-error] span")?.textContent || failed);
        return;
      }
      text.value = "";
      // The key stays the same until the message was kept, so that a second try cannot become a second message.
      key.value = crypto.randomUUID();
      complain("");
      takeOver(fresh);
    } catch {
      complain(failed);
    }
    text.focus();
  };

  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending || !text.value.trim()) return;
    sending = true;
    await send();
    sending = false;
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
