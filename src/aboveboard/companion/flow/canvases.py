"""From a canvas to the socket: when the screen says that it changed, what changed, and nothing in between.

Nothing is fetched unless somebody may see it and keeps up. After a loss everything is painted anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.patches import Patcher
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.host.canvas import Canvas, CursorShape, CursorState, Rect
from aboveboard.wire import remote as r
from aboveboard.wire.patch import deflate
from aboveboard.wire.payloads import to_text

POLLED_S: Final = 0.1
"""How often a canvas is asked that cannot say by itself when it changed."""
_STUCK_S: Final = 0.5
_SHAPE_SIDE: Final = 256
_SHAPE_TEXT: Final = 120_000


class Canvases:
    """Sends one canvas for one connection. Call ``poke`` after each frame that came in: it may allow or ask for more.

    ``send`` writes what waits in the end's outbox to the socket.
    """

    def __init__(self, end: CustomerEnd, canvas: Canvas, send: Callable[[], Awaitable[None]]) -> None:
        self._end = end
        self._canvas = canvas
        self._send = send
        self._patcher = Patcher()
        self._poked = asyncio.Event()
        self._painted = (0, 0)
        self._shapes: dict[int, CursorShape] = {}
        self._cursor: CursorState | None = None

    def poke(self) -> None:
        """Look again: what is allowed, seen or asked for may have changed."""
        self._poked.set()

    async def run(self) -> None:
        """Until the end is over. Raises ``CaptureError`` when the screen goes away."""
        while not self._end.over:
            self._poked.clear()
            if not self._end.ready():
                await self._wait(None, _STUCK_S if self._end.may_show() else None)
            elif not await self._step():
                descriptor = self._canvas.fileno()
                await self._wait(descriptor, POLLED_S if descriptor is None else None)

    async def _wait(self, descriptor: int | None, seconds: float | None) -> None:
        """Until poked, the descriptor is readable, or so much time went."""
        loop = asyncio.get_running_loop()
        if descriptor is not None:
            loop.add_reader(descriptor, self._poked.set)
        try:
            async with asyncio.timeout(seconds):
                await self._poked.wait()
        except TimeoutError:
            return  # asking again is all there is to do
        finally:
            if descriptor is not None:
                loop.remove_reader(descriptor)

    async def _step(self) -> bool:
        """Send what changed; True when something was sent."""
        everything = self._end.key_wanted
        rects, pointer = await asyncio.to_thread(self._fetch, everything)
        # Fetching took time: whoever said stop meanwhile has been heard before anything is made of it.
        if not self._end.may_show():
            self._end.key_wanted = True
            return False
        whole = everything or self._painted != self._canvas.size
        made = self._patcher.whole if whole else self._changes(rects)
        payloads = await asyncio.to_thread(made, self._canvas.pixels)
        left: list[int] = []
        try:
            self._line_up(payloads, pointer, left, whole=whole)
        except NotAllowedError:
            self._end.key_wanted = True
            return False
        await self._send()
        if len(left) < len(payloads):
            # It was forbidden as it left, so the viewer does not show what is counted as shown.
            self._end.key_wanted = True
        return bool(payloads)

    def _changes(self, rects: list[Rect]) -> Callable[..., list[bytes]]:
        return lambda pixels: self._patcher.patch(pixels, rects)

    def _fetch(self, everything: bool) -> tuple[list[Rect], CursorState | None]:
        rects = self._canvas.damaged()
        if everything:
            rects = [Rect(0, 0, *self._canvas.size)]
        self._canvas.grab(rects)
        return rects, self._canvas.cursor()

    def _line_up(self, payloads: list[bytes], pointer: CursorState | None, left: list[int], *, whole: bool) -> None:
        if whole:
            self._end.key_wanted = False
            width, height = self._painted = self._canvas.size
            self._end.describe(r.Screen(width=width, height=height, parts=[], shown=-1, masks=self._canvas.masks))
        for place, payload in enumerate(payloads):
            self._end.show_patch(payload, key=whole and place == 0, left=left.append)
        if pointer is not None:
            self._point(pointer, again=whole)

    def _point(self, pointer: CursorState, *, again: bool) -> None:
        if pointer.new is not None:
            self._shapes[pointer.shape] = pointer.new
        before, self._cursor = self._cursor, pointer
        shape = self._shapes.get(pointer.shape)
        if shape is not None and (again or pointer.new is not None or before is None or before.shape != pointer.shape):
            height, width = shape.pixels.shape[:2]
            text = to_text(deflate(shape.pixels.tobytes()))
            if max(width, height) <= _SHAPE_SIDE and len(text) <= _SHAPE_TEXT:
                self._end.describe(
                    r.Shape(
                        shape=shape.number,
                        width=width,
                        height=height,
                        hot_x=shape.hot_x,
                        hot_y=shape.hot_y,
                        pixels=text,
                    )
                )
        now = r.Cursor(x=pointer.x, y=pointer.y, shape=pointer.shape, visible=pointer.visible)
        was = before and r.Cursor(x=before.x, y=before.y, shape=before.shape, visible=before.visible)
        if again or now != was:
            self._end.describe(now)
