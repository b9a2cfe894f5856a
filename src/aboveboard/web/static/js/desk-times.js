// Moments as on the technician's own computer: in the chat the time, elsewhere with the day. The server writes UTC.

const language = document.documentElement.lang || "en";
/** @type {Intl.DateTimeFormatOptions} */
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", ...clock });
const time = new Intl.DateTimeFormat(language, clock);

function localise() {
  for (const moment of document.querySelectorAll("#chat time, time[data-day]")) {
    const at = new Date(moment.getAttribute("datetime") ?? "");
    if (moment.hasAttribute("data-local") || Number.isNaN(at.getTime())) continue;
    moment.textContent = (moment.hasAttribute("data-day") ? day : time).format(at);
    moment.setAttribute("data-local", "");
  }
}

localise();
document.addEventListener("htmx:afterSettle", localise);
