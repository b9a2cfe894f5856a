"""Sums with rectangles: what is left of one, how to make many of them few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aboveboard.companion.host.canvas import Rect

_MANY: Final = 64
_CHEAP: Final = 4096
"""Pixels that cost less to copy than one more rectangle costs to name."""


def cut(one: Rect, hole: Rect) -> list[Rect]:
    """``one`` without ``hole``: at most four rectangles that do not overlap."""
    inner = one.clip(hole)
    if not inner.area:
        return [one] if one.area else []
    left = (
        Rect(one.x, one.y, one.width, inner.y - one.y),
        Rect(one.x, inner.bottom, one.width, one.bottom - inner.bottom),
        Rect(one.x, inner.y, inner.x - one.x, inner.height),
        Rect(inner.right, inner.y, one.right - inner.right, inner.height),
    )
    return [piece for piece in left if piece.area]


def without(rects: Iterable[Rect], holes: Iterable[Rect]) -> list[Rect]:
    """``rects`` without any of ``holes``."""
    left = [one for one in rects if one.area]
    for hole in holes:
        left = [piece for one in left for piece in cut(one, hole)]
    return left


def within(rects: Iterable[Rect], area: Rect) -> list[Rect]:
    """What of ``rects`` lies in ``area``."""
    return [inner for one in rects if (inner := one.clip(area)).area]


def disjoint(rects: Iterable[Rect]) -> list[Rect]:
    """The same pixels, each in one rectangle only."""
    done: list[Rect] = []
    for one in rects:
        done += without([one], done)
    return done


def around(one: Rect, other: Rect) -> Rect:
    """The smallest rectangle that holds both."""
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Rect(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)


def fewer(rects: Iterable[Rect]) -> list[Rect]:
    """At least the same pixels in fewer rectangles: neighbours become one where that adds little."""
    done: list[Rect] = []
    for one in sorted(rects, key=lambda rect: (rect.y, rect.x)):
        for place in range(len(done) - 1, max(-1, len(done) - 9), -1):
            joined = around(done[place], one)
            if joined.area <= (done[place].area + one.area) * 5 // 4 + _CHEAP:
                done[place] = joined
                break
        else:
            done.append(one)
    while len(done) > _MANY:
        done = [around(*done[place : place + 2]) for place in range(0, len(done) - 1, 2)] + done[len(done) & ~1 :]
    return done
