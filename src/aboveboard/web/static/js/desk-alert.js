// A new case makes itself known: in the title at once; by sound and by notification only for those who asked for it.
// Reads [data-queue]: each row with data-waiting-case waits, and data-announce says so in words.

const region = document.querySelector("[data-queue]");
const status = /** @type {HTMLElement | null} */ (document.querySelector("[data-alert-status]"));
const plainTitle = document.title;
/** @type {AudioContext | null} */
let sound = null;

/** @returns {Map<string, string>} */
function waiting() {
  const found = new Map();
  for (const row of document.querySelectorAll("[data-queue] [data-waiting-case]")) {
    if (row instanceof HTMLElement) found.set(row.dataset.waitingCase ?? "", row.dataset.announce ?? "");
  }
  return found;
}

function ring() {
  if (!sound) return;
  const start = sound.currentTime;
  for (const [at, pitch] of [[0, 660], [0.16, 880]]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start + at);
    volume.gain.exponentialRampToValueAtTime(0.12, start + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.3);
    tone.connect(volume).connect(sound.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.32);
  }
}

/** @param {string} text */
function announce(text) {
  if (status) status.textContent = text;
  ring();
  if (document.hidden && "Notification" in window && Notification.permission === "granted" && wants("notify")) {
    new Notification(text, { tag: "desk-queue" });
  }
}

/** @param {string} name */
function wants(name) {
  return localStorage.getItem(`desk-${name}`) === "on";
}

/** @param {HTMLElement} button @param {boolean} on */
function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  localStorage.setItem(`desk-${button.dataset.alert}`, on ? "on" : "off");
}

function openSound() {
  sound ??= new AudioContext();
  void sound.resume();
}

/** @param {HTMLElement} button */
async function press(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  if (button.dataset.alert === "sound") {
    if (on) openSound();
    else sound = null;
    show(button, on);
    ring();
  } else {
    const allowed = on && (await Notification.requestPermission()) === "granted";
    show(button, allowed);
    if (on && !allowed && status) status.textContent = button.dataset.textDenied ?? "";
  }
}

for (const button of document.querySelectorAll("[data-alert]")) {
  if (!(button instanceof HTMLElement)) continue;
  if (button.dataset.alert === "notify" && !("Notification" in window)) continue;
  button.hidden = false;
  button.addEventListener("click", () => void press(button));
  if (wants(button.dataset.alert ?? "")) button.setAttribute("aria-pressed", "true");
}
// A browser lets a page make a sound only after a click; the first one anywhere brings back what was switched on.
document.addEventListener("pointerdown", () => wants("sound") && openSound(), { once: true });

if (region) {
  let known = waiting();
  const count = () => {
    const size = waiting().size;
    document.title = size ? `(${size}) ${plainTitle}` : plainTitle;
  };
  count();
  new MutationObserver(() => {
    const now = waiting();
    for (const [id, text] of now) if (!known.has(id)) announce(text);
    known = now;
    count();
  }).observe(region, { childList: true, subtree: true });
}
