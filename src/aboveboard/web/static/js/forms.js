// A form that is marked `data-once` is sent once, however often its button is pressed.
// On errors the summary takes the focus, so that it is read out and seen.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sent")) event.preventDefault();
    form.setAttribute("data-sent", "");
  });
}

// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

const problem = document.getElementById("problem");
if (problem) problem.focus();
