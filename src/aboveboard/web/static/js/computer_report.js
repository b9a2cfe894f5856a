// A report about a computer, as `wire/computer.py` has it: unpacked within limits, in lines for people, lines left out.

import { toBytes } from "./wire/base64url.js";
import { COMPUTER } from "./wire/computer.js";

const LONGEST = 16384;
/** Signs that are not seen, or that only look like a space: our tool writes none, and the server takes none. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
export const FACTS = ["os", "os_version", "platform", "kind", "name", "cpu", "cores", "memory", "tool_version"];

/** @typedef {Record<string, any>} Report */
/** @typedef {{ key: string, label: string, value: string }} Line */
/** @typedef {Record<string, any>} Words */

/** @param {string} packed base64url of raw deflate, or "" @param {string} plain JSON, or "" @returns {Promise<Report | null>} */
export async function read(packed, plain) {
  if (!packed && !plain) return null;
  const report = JSON.parse(packed ? await inflate(packed) : plain);
  // What the server would refuse is not shown either: nobody puts sentences of their own on this page by a link.
  if (!COMPUTER.COMPUTER?.(report)) throw new Error("no report");
  if (Object.values(report.facts ?? {}).flat().some((one) => UNSEEN.test(String(one)))) throw new Error("unseen signs");
  return report;
}

/** No more is unpacked than a report may be long, however small it was packed. @param {string} packed */
async function inflate(packed) {
  const reader = new Blob([toBytes(packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const text = new TextDecoder("utf-8", { fatal: true });
  let length = 0;
  let whole = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return whole + text.decode();
    length += value.length;
    if (length > LONGEST) {
      await reader.cancel();
      throw new Error("too long");
    }
    whole += text.decode(value, { stream: true });
  }
}

/** Everything that the report holds, each in a line of its own. @param {Report} report @param {Words} words @returns {Line[]} */
export function lines(report, words) {
  const facts = report.facts ?? {};
  const found = [
    ...(report.findings ?? []).map((/** @type {any} */ one, /** @type {number} */ at) => finding(one, `findings:${at}`, words)),
    ...(report.mended ?? []).map((/** @type {any} */ one, /** @type {number} */ at) => finding(one, `mended:${at}`, words)),
  ];
  const told = FACTS.map((key) => ({ key, label: words.facts[key], value: fact(key, facts[key], words) }));
  const cards = (facts.graphics ?? []).map((/** @type {any} */ card, /** @type {number} */ at) => ({
    key: `graphics:${at}`,
    label: words.facts.graphics,
    value: String(card),
  }));
  const checks = words.fine.replace("{fine}", report.fine ?? 0).replace("{unknown}", report.unknown ?? 0);
  const rest = [
    { key: "checks", label: words.checks, value: report.fine || report.unknown ? checks : "" },
    { key: "taken_at", label: words.taken_at, value: moment(report.taken_at, words) },
    // Not whole: whoever looks at this screen has no need of it.
    { key: "recognise", label: words.recognise, value: report.recognise ? `${String(report.recognise).slice(0, 4)}…` : "" },
  ];
  return [...found, ...told, ...cards, ...rest].filter((one) => one.value);
}

/** The report without one line. @param {Report} report @param {string} key @returns {Report} */
export function without(report, key) {
  const [part, at] = key.split(":");
  if (part === "findings" || part === "mended") return { ...report, [part]: others(report[part], at) };
  if (part === "checks") return { ...report, fine: 0, unknown: 0 };
  if (part === "taken_at") return { ...report, taken_at: 0 };
  if (part === "recognise") return { ...report, recognise: "" };
  const facts = { ...report.facts };
  if (part === "graphics") facts.graphics = others(facts.graphics, at);
  else delete facts[part];
  return { ...report, facts };
}

/** @param {any[]} list @param {string} at */
function others(list, at) {
  return list.filter((_one, place) => String(place) !== at);
}

/** A fact in words, empty where it is not known. @param {string} key @param {any} value @param {Words} words */
export function fact(key, value, words) {
  if (!value) return "";
  if (key === "kind") return words.kinds[value] ?? String(value);
  return key === "memory" ? amount(value, "memory", words) : String(value);
}

/** @param {any} one @param {string} key @param {Words} words @returns {Line} */
function finding(one, key, words) {
  const parts = [key.startsWith("mended") ? words.mended : words.severities[one.severity] ?? "", thing(one.subject, words)];
  parts.push(amounts(one.values, words));
  const held = limits(one.limits, words);
  if (held) parts.push(`${words.limit} ${held}`);
  if (one.since) parts.push(`${words.since} ${moment(one.since, words)}`);
  return { key, label: words.rules[one.rule] ?? String(one.rule), value: parts.filter(Boolean).join(" · ") || key };
}

/** A word that is really there: reports are free to name a value `constructor`. @param {any} table @param {string} name */
function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Which of several a finding is about, in words; its mark where it has none. @param {string | undefined} subject @param {Words} words */
export function thing(subject, words) {
  const [kind, number] = (subject ?? "").split("-");
  const known = own(words.things, kind ?? "");
  if (known === undefined || (number && !/^\d+$/.test(number))) return subject ?? "";
  return known.replace("{n}", number ?? "");
}

/** What was measured, in words. @param {Record<string, number> | undefined} values @param {Words} words */
export function amounts(values, words) {
  const each = Object.entries(values ?? {}).map(([name, value]) => {
    const number = amount(value, own(words.units, name), words, true);
    return own(words.values, name)?.replace("{x}", number) ?? `${name.replaceAll("_", " ")} ${number}`;
  });
  return each.join(", ");
}

/** What it was held against: numbers alone. @param {Record<string, number> | undefined} values @param {Words} words */
export function limits(values, words) {
  return Object.entries(values ?? {}).map(([name, value]) => amount(value, own(words.units, name), words)).join(", ");
}

/** @param {number} value @param {string} unit @param {Words} words @param {boolean} [after] a word such as since stands before it */
export function amount(value, unit, words, after = false) {
  const number = (/** @type {number} */ of, digits = 1) => of.toLocaleString(words.language, { maximumFractionDigits: digits });
  const step = unit === "memory" ? 1024 : 1000;
  if (unit === "share") return `${number(value * 100, 0)} %`;
  if (unit === "celsius") return `${number(value, 0)} °C`;
  if (unit === "dbm") return `${number(value, 0)} dBm`;
  if (unit === "days") return time(value * 86_400, words, after);
  if (unit === "seconds") return time(value, words, after);
  if (unit === "bytes" || unit === "memory") {
    const power = Math.max(0, Math.min(4, Math.floor(Math.log(Math.abs(value) || 1) / Math.log(step))));
    return `${number(value / step ** power)} ${["B", "kB", "MB", "GB", "TB"][power]}`;
  }
  return number(value, 2);
}

/** Whole ones of the largest unit that it is two of. @param {number} seconds @param {Words} words @param {boolean} after */
function time(seconds, words, after) {
  const [step, one, several, since] = words.times.find((/** @type {any[]} */ each) => Math.abs(seconds) >= 2 * each[0]) ?? words.times.at(-1);
  const whole = Math.trunc(seconds / step);
  return `${whole.toLocaleString(words.language)} ${whole === 1 ? one : after ? since : several}`;
}

/** @param {any} seconds @param {Words} words */
export function moment(seconds, words) {
  if (!seconds) return "";
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? String(seconds) : at.toLocaleString(words.language, { dateStyle: "medium", timeStyle: "short" });
}
