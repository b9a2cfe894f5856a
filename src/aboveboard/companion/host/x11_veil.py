"""Where pixels stay hidden, from the stack of windows; and what may be seen when one window is shown alone.

Without a compositing manager the display itself draws windows, and what is computed here is exact. With one, a program
paints the screen when it gets to it: a window may be seen where it was a moment ago, or through one that fades. So a
masked place stays hidden for a while after the window left it, and a cover counts only after the same while.
Small live pictures of windows that a desktop draws elsewhere (an overview of all windows) cannot be known here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.rects import without
from aboveboard.companion.host.stack import Top

LINGER_S: Final = 1.0


class Veil:
    """``update`` with each stack; ``again_s`` says after how many seconds something hidden may be seen again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._order: list[int] = []
        self._since: dict[int, tuple[Rect, float]] = {}
        self._left: dict[tuple[int, Rect], float] = {}
        self._seen: list[tuple[float, list[Rect]]] = []
        self.again_s: float | None = None

    def update(self, stack: Sequence[Top], drawn: Iterable[Rect], *, composited: bool) -> list[Rect]:
        """The places that are hidden now, on the root."""
        self.again_s = None
        now = self._clock()
        covers = self._settled(stack, now) if composited else {top.number for top in stack if top.solid}
        hidden: list[Rect] = list(drawn)
        for place, top in enumerate(stack):
            if top.masked:
                self._left[top.number, top.rect] = now
                above = [other.rect for other in stack[place + 1 :] if other.number in covers]
                hidden += without([top.rect], above)
        if composited:
            self._left = {where: at for where, at in self._left.items() if now - at < LINGER_S}
            current = {(top.number, top.rect) for top in stack if top.masked}
            hidden += [rect for number, rect in self._left if (number, rect) not in current]
            self._later(now, [at for where, at in self._left.items() if where not in current])
        else:
            self._left.clear()
        return hidden

    def _settled(self, stack: Sequence[Top], now: float) -> set[int]:
        order = [top.number for top in stack]
        known = self._since if order == self._order else {}
        self._order = order
        self._since = {
            top.number: known[top.number] if known.get(top.number, (None, 0))[0] == top.rect else (top.rect, now)
            for top in stack
        }
        if any(top.masked for top in stack):
            self._later(now, [at for _, at in self._since.values() if now - at < LINGER_S])
        translucent = {top.number for top in stack if any(one.translucent for one in top.inside.values())}
        return {
            top.number
            for top in stack
            if top.solid
            # Compositing managers have a window of their own over everything, on which they paint all others.
            and not top.popup
            and top.number not in translucent
            and now - self._since[top.number][1] >= LINGER_S
        }

    def steady(self, seen: list[Rect], *, composited: bool) -> list[Rect]:
        """What of ``seen`` was to be seen for a while already; call it after ``update``."""
        if not composited:
            self._seen.clear()
            return seen
        now = self._clock()
        self._seen = [(at, rects) for at, rects in self._seen if now - at < LINGER_S]
        left = seen
        for _, rects in self._seen:
            left = without(left, without(left, rects))
        if not self._seen or self._seen[-1][1] != seen:
            self._later(now, [at for at, _ in self._seen])
        self._seen = [one for one in self._seen if one[1] != seen] + [(now, seen)]
        return left

    def _later(self, now: float, times: list[float]) -> None:
        waits = [LINGER_S - (now - at) for at in times] + ([] if self.again_s is None else [self.again_s])
        self.again_s = min(waits, default=None)


def alone(stack: Sequence[Top], window: int) -> list[Rect]:
    """Where ``window`` and its own dialogs and menus are seen, without what others cover."""
    chosen = next((top for top in stack if top.number == window), None)
    if chosen is None:
        return []
    clients = {one.client for number, one in chosen.inside.items() if number != window} or {
        one.client for one in chosen.inside.values()
    }
    family = {window} | {
        top.number
        for top in stack
        if any(
            one.transient_for in chosen.inside or (top.popup and one.client in clients) for one in top.inside.values()
        )
    }
    seen: list[Rect] = []
    for place, top in enumerate(stack):
        if top.number in family:
            others = [other.rect for other in stack[place + 1 :] if other.number not in family]
            seen += without([top.rect.clip(chosen.rect)], [*others, *seen])
    return seen
