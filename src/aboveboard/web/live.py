"""Server-sent events: "look again" for pages that are open. They carry topics, never content."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from django.http import StreamingHttpResponse

from aboveboard.ground.hints import listening

KEEP_ALIVE_SECONDS = 15.0
LASTS_SECONDS = 30 * 60
"""A stream ends after this; the browser opens a new one by itself, and passes the door again."""


async def _anyone() -> bool:
    return True


async def _events(topics: tuple[str, ...], may_stay: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
    ends_at = asyncio.get_running_loop().time() + LASTS_SECONDS
    async with listening(*topics) as queue:
        # First a hint: what changed between drawing the page and listening would be missed otherwise.
        yield b"retry: 2000\nevent: hint\ndata: open\n\n"
        while asyncio.get_running_loop().time() < ends_at:
            try:
                topic = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                event = f"event: hint\ndata: {topic}\n\n".encode()
            except TimeoutError:
                event = b": still here\n\n"
            if not await may_stay():
                # One last hint: the page looks again and is shown the door, instead of staying as it was.
                yield b"event: hint\ndata: over\n\n"
                return
            yield event


def stream(*topics: str, may_stay: Callable[[], Awaitable[bool]] = _anyone) -> StreamingHttpResponse:
    """The stream of hints about these topics; it ends before the next event once `may_stay` says no."""
    response = StreamingHttpResponse(_events(topics, may_stay), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
