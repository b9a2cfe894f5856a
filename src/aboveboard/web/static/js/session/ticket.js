/** A ticket opens one socket. It is asked for with the page's own session and token, each time anew. */

/** @param {HTMLElement} page with `data-ticket` and the token's field inside */
export async function newTicket(page) {
  const token = page.querySelector('input[name="csrfmiddlewaretoken"]');
  const answer = await fetch(page.dataset.ticket ?? '', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRFToken': token instanceof HTMLInputElement ? token.value : '', Accept: 'application/json' },
  });
  if (answer.status === 410 || answer.status === 404) return null;
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
  const { ticket, wire } = await answer.json();
  const url = new URL(wire, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return { ticket: String(ticket), url: url.href };
}
