// What the passkey dialog of the browser said no to, in words; allauth's own script reports it as an event.

document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-error]");
  if (!(place instanceof HTMLElement)) return;
  event.preventDefault();
  const reason = /** @type {CustomEvent} */ (event).detail?.exception?.name;
  place.textContent = (reason === "NotAllowedError" ? place.dataset.textCancelled : place.dataset.textFailed) ?? "";
  place.hidden = false;
});
