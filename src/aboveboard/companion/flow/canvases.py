"""From a canvas to the socket: when the screen says that it changed, what changed, and nothing in between.

Nothing is fetched unless somebody may see it. What does not fit the line waits as a place on the canvas, not as a
picture of it, so that what is sent is always what is there now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, TypeVar

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.happenings import Changed
from aboveboard.companion.flow.painting import Painting, Taken
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.host.canvas import Canvas, CursorShape, CursorState, PartInfo, Rect
from aboveboard.companion.host.encode import FAMILY
from aboveboard.companion.host.screen import Pixels
from aboveboard.wire import remote as r
from aboveboard.wire.limits import NAME_CHARACTERS, SCREENS
from aboveboard.wire.patch import deflate
from aboveboard.wire.payloads import to_text
from aboveboard.wire.types import Scope

POLLED_S: Final = 0.1
"""How often a canvas is asked that cannot say by itself when it changed."""
_STUCK_S: Final = 0.5
_AFTER_SMALL_S: Final = 0.004
_AFTER_LARGE_S: Final = 0.016
_LARGE: Final = 65_536
"""Pixels from which work goes to the thread, so that it delays nobody's stop or key."""
_SHAPE_SIDE: Final = 256
_SHAPE_TEXT: Final = 120_000

Witness = Callable[[int, Pixels], None]
"""Told the sequence of a frame after which the viewer has all of the canvas, and the canvas."""
Found = TypeVar("Found")


class Canvases:
    """Sends one canvas for one connection. Call ``poke`` after each frame that came in: it may allow or ask for more.

    ``send`` writes what waits in the end's outbox to the socket.
    """

    def __init__(
        self, end: CustomerEnd, canvas: Canvas, send: Callable[[], Awaitable[None]], witness: Witness | None = None
    ) -> None:
        self._end = end
        self._canvas = canvas
        self._send = send
        self._witness = witness
        self._painting = Painting(canvas, end.flight, end.clock.steady_us)
        self._poked = asyncio.Event()
        self._using = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "picture")
        self._part: PartInfo | None = None
        self._parts: list[PartInfo] = []
        self._over = self._paused = False
        self._described: r.Screen | None = None
        self._shapes: dict[int, CursorShape] = {}
        self._cursor: CursorState | None = None

    def poke(self) -> None:
        """Look again: what is allowed, seen or asked for may have changed."""
        self._poked.set()

    # What the person decides.

    async def parts(self) -> list[PartInfo]:
        """What could be shown alone, for the person to choose from. Raises ``CaptureError``."""
        async with self._using:
            self._parts = await self._in_thread(self._canvas.parts)
        return list(self._parts)

    async def show(self, part: int) -> None:
        """Show this one of ``parts``, -1 for everything. Raises ``ValueError`` when there is no such part."""
        async with self._using:
            await self._in_thread(lambda: self._canvas.show(part))
            self._part = None if part < 0 else self._parts[part]
            self._end.key_wanted = True
        self.poke()

    async def hide(self, drawn: Sequence[Rect]) -> None:
        """Keep these places of the desktop hidden. When it returns, no picture of them is made any more."""
        async with self._using:
            await self._in_thread(lambda: self._canvas.hide(drawn))
        self.poke()

    @property
    def part(self) -> PartInfo | None:
        """What is shown alone; ``None`` for everything."""
        return self._part

    # The loop.

    async def run(self) -> None:
        """Until the end is over. Raises ``CaptureError`` when the screen goes away."""
        try:
            # What was chosen for an earlier connection was not chosen for this one.
            await self._in_thread(lambda: self._canvas.show(-1))
            while not self._end.over:
                self._poked.clear()
                await self._wait(*await self._turn())
        finally:
            # The canvas may be closed next, which nobody may be looking at then.
            self._over = True
            self._thread.shutdown(wait=True, cancel_futures=True)

    async def _turn(self) -> tuple[int | None, float | None]:
        """Do what is to be done now; returns what to wait for: a descriptor, seconds."""
        end = self._end
        if end.paused:
            await self._tell_paused()
            return None, None
        self._paused = False
        if not end.may_show():
            return None, None
        descriptor = self._canvas.fileno()
        polled = POLLED_S if descriptor is None else None
        if not end.ready():
            # What changes meanwhile is taken note of, so that a video is known as one on a slow line as well.
            async with self._using:
                self._painting.note(await self._damaged())
            await asyncio.sleep(_AFTER_LARGE_S)
            return descriptor, _STUCK_S if polled is None else polled
        async with self._using:
            pause = await self._step()
        if pause is not None:
            # What comes in a bundle is taken as one, and whoever paints without end does not keep us busy.
            await asyncio.sleep(pause)
            return None, 0.0
        due = self._painting.due_in()
        return descriptor, min((one for one in (due, polled) if one is not None), default=None)

    async def _wait(self, descriptor: int | None, seconds: float | None) -> None:
        """Until poked, the descriptor is readable, or so much time went."""
        if seconds == 0.0:
            return
        loop = asyncio.get_running_loop()
        if descriptor is not None:
            loop.add_reader(descriptor, self._poked.set)
        timer = None if seconds is None else loop.call_later(seconds, self._poked.set)
        try:
            await self._poked.wait()
        finally:
            if timer is not None:
                timer.cancel()
            if descriptor is not None:
                loop.remove_reader(descriptor)

    async def _step(self) -> float | None:
        """Send what changed; returns how long to leave it at that, or ``None`` where there was nothing to send."""
        end, painting = self._end, self._painting
        rects = await self._damaged()
        anew = end.key_wanted
        pointer = self._canvas.cursor()
        due = painting.due_in()
        taken = Taken()
        area = sum(one.area for one in rects)
        if anew or rects or (due is not None and due <= 0.0):
            video = self._can_play()
            if anew or area >= _LARGE or not rects:
                taken = await self._in_thread(lambda: painting.take(rects, anew=anew, video=video))
            else:
                taken = painting.take(rects, anew=anew, video=video)
        # Fetching took time: whoever said stop meanwhile has been heard before anything of it is lined up.
        left: list[int] = []
        wanted = len(taken.patches) + (taken.picture is not None)
        try:
            self._line_up(taken, pointer, left)
        except NotAllowedError:
            end.key_wanted = True
            return None
        await self._send()
        if len(left) < wanted:
            # It was forbidden as it left, so the viewer does not show what is counted as shown.
            end.key_wanted = True
        elif left and self._witness is not None and not painting.behind:
            self._witness(left[-1], self._canvas.pixels)
        if not wanted:
            return None
        if painting.behind:
            return 0.0
        return _AFTER_LARGE_S if area >= _LARGE else _AFTER_SMALL_S

    async def _damaged(self) -> list[Rect]:
        """What changed. Who cannot say when that happens has to look at everything to know, which takes a while."""
        if self._canvas.fileno() is None:
            return await self._in_thread(self._canvas.damaged)
        return self._canvas.damaged()

    async def _in_thread(self, work: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(None if self._over else self._thread, work)

    def _can_play(self) -> bool:
        """Everybody who may see this can decode a video."""
        seats = [self._end.seats[one].peer for one in self._end.holders(Scope.VIEW) if one in self._end.seats]
        return all(any(codec.startswith(FAMILY) for codec in peer.codecs) for peer in seats)

    # What is sent.

    async def _tell_paused(self) -> None:
        if (self._paused and not self._end.key_wanted) or not self._end.may(Scope.VIEW):
            return
        self._paused, self._end.key_wanted = True, False
        # Nothing about the screen but that it is there.
        width, height = self._canvas.size
        self._end.describe(r.Screen(width=width, height=height, parts=[], shown=-1, masks=0, paused=True))
        await self._send()

    def _line_up(self, taken: Taken, pointer: CursorState | None, left: list[int]) -> None:
        if taken.key:
            self._end.key_wanted = False
        if (taken.key or taken.patches) and ((now := self._screen()) != self._described or taken.key):
            self._describe(now)
        for place, payload in enumerate(taken.patches):
            self._end.show_patch(payload, key=taken.key and place == 0, left=left.append)
        if taken.config is not None:
            self._end.describe(taken.config)
        if taken.picture is not None:
            self._end.show_picture(taken.picture, left=left.append)
        if pointer is not None:
            self._point(pointer, again=taken.key)

    def _screen(self) -> r.Screen:
        """What is named to the technician: monitors, and of the windows only the one that is shown."""
        named = self._canvas.monitors()
        if len(named) < 2:
            named = []
        shown = -1
        if self._part is not None:
            if self._part not in named:
                named = [*named[: SCREENS - 1], self._part]
            shown = named.index(self._part)
        width, height = self._canvas.size
        parts = [_named(one) for one in named[:SCREENS]]
        return r.Screen(
            width=width,
            height=height,
            parts=parts,
            shown=shown if shown < len(parts) else -1,
            masks=self._canvas.masks,
        )

    def _describe(self, now: r.Screen) -> None:
        self._end.describe(now)
        self._described = now
        name = "" if self._part is None else self._part.name
        shown = replace(self._end.standing, part=name, place=self._canvas.place, masks=now.masks)
        if shown != self._end.standing:
            self._end.standing = shown
            self._end.happenings.append(Changed())

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


def _named(part: PartInfo) -> r.Part:
    name = "".join(letter for letter in part.name if letter.isprintable())
    x, y, width, height = part.rect
    return r.Part(name=name[:NAME_CHARACTERS], x=x, y=y, width=max(1, width), height=max(1, height))
