// Times as on the person's own computer. Without scripts they stay as the server wrote them.

const language = document.documentElement.lang || "en";

/** @param {ParentNode} root */
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.getAttribute("datetime") || "");
    if (Number.isNaN(at.getTime()) || time.hasAttribute("data-local")) continue;
    const seconds = (time.textContent || "").split(":").length > 2;
    /** @type {Intl.DateTimeFormatOptions} */
    const clock = {
      hour: "2-digit",
      minute: "2-digit",
      ...(seconds ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    };
    /** @type {Intl.DateTimeFormatOptions} */
    const day = { day: "numeric", month: "short", year: "numeric", ...clock };
    time.textContent = time.hasAttribute("data-day") ? at.toLocaleString(language, day) : at.toLocaleTimeString(language, clock);
    time.setAttribute("data-local", "");
    time.setAttribute("title", at.toLocaleString(language));
  }
}

localise(document);
for (const zone of document.querySelectorAll("[data-zone]")) zone.textContent = zone.getAttribute("data-zone");
