"""How much a request may bring, held before Django sees it: nothing larger is read, so nothing larger is stored."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_BYTES = 512 * 1024
"""The largest body of an HTTP request. The largest form, a problem described at length, is a tenth of it."""
_WORDS = b"The request is larger than 512 KiB. Nothing was kept. Send less.\n"


def announced(scope: Message) -> int:
    """The length that the request announces; 0 where it announces none, too much where it is no number."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else BODY_BYTES + 1
    return 0


async def refuse(send: Send) -> None:
    """Answer 413 in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _WORDS})


class Bounded:
    """One request's `receive` and `send`: once more came than a body may have, it looks disconnected to Django."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._came = 0
        self._answered = False

    async def receive(self) -> Message:
        """The next message of the request."""
        message = await self._receive()
        self._came += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self._came > BODY_BYTES else message

    async def send(self, message: Message) -> None:
        """Hand the answer on."""
        self._answered = True
        await self._send(message)

    async def finish(self) -> None:
        """Answer where Django gave up reading, and so did not."""
        if self._came > BODY_BYTES and not self._answered:
            await refuse(self._send)
