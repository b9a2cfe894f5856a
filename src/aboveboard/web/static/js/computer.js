// What our tool found comes in the part of the address behind `#`, which no browser sends. It is shown line by line,
// each can be left out, and what is left goes with the form when the person presses its button.

import { read, without, lines } from "./computer_report.js";

const MARK = "#computer=";
const field = document.querySelector("input[data-computer-field]");
const preview = document.querySelector("[data-computer]");
const list = document.querySelector("[data-computer-lines]");
const told = document.querySelector("[data-computer-told]");
const line = document.querySelector("template[data-computer-line]");
const words = JSON.parse(document.getElementById("computer-words")?.textContent ?? "null");

/** @type {import("./computer_report.js").Report | null} */
let report = null;

/** @param {string} text */
function tell(text) {
  if (told instanceof HTMLElement) told.textContent = text;
}

function show() {
  if (!(field instanceof HTMLInputElement) || !(preview instanceof HTMLElement) || !list) return;
  const shown = report ? lines(report, words) : [];
  field.value = shown.length ? JSON.stringify(report) : "";
  preview.hidden = !shown.length;
  list.replaceChildren(...shown.map(made));
}

/** @param {import("./computer_report.js").Line} one */
function made(one) {
  const copy = /** @type {HTMLTemplateElement} */ (line).content.cloneNode(true);
  const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (copy).firstElementChild);
  // Only ever as text: whatever somebody put into a link stays words.
  /** @type {HTMLElement} */ (item.querySelector(".given__what")).textContent = one.label;
  /** @type {HTMLElement} */ (item.querySelector(".given__value")).textContent = one.value;
  const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
  button.setAttribute("aria-label", `${button.textContent?.trim()}: ${one.label}`);
  button.addEventListener("click", () => leaveOut(one, item));
  return item;
}

/** @param {import("./computer_report.js").Line} one @param {HTMLElement} item */
function leaveOut(one, item) {
  if (!report) return;
  const place = [...(item.parentElement?.children ?? [])].indexOf(item);
  report = without(report, one.key);
  show();
  const next = list?.children[place] ?? list?.lastElementChild;
  const focus = next?.querySelector("button");
  if (focus) {
    tell(`${told?.getAttribute("data-left")}${one.label}`);
    focus.focus();
  } else {
    nothing();
  }
}

function nothing() {
  report = null;
  show();
  tell(told?.getAttribute("data-nothing") ?? "");
  document.querySelector(/** @type {any} */ ("form[data-once] button:not([type=button])"))?.focus();
}

async function begin() {
  if (!(field instanceof HTMLInputElement) || !line || !words) return;
  const packed = location.hash.startsWith(MARK) ? location.hash.slice(MARK.length) : "";
  // It does not stay in the address, nor come back by "back". That this address was opened, browsers remember all the same.
  if (packed) history.replaceState(history.state, "", location.pathname + location.search);
  try {
    report = await read(packed, field.value);
    show();
  } catch {
    report = null;
    show();
    tell(told?.getAttribute("data-broken") ?? "");
  }
}

document.querySelector("[data-computer-none]")?.addEventListener("click", nothing);
window.addEventListener("hashchange", begin);
begin();
