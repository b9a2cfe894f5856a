"""A part of a canvas as steps of a PATCH: one colour, few colours, exact pixels, or at first a photo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from aboveboard.companion.flow.scrolls import Cells
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.photo import jpeg
from aboveboard.wire.patch import Kind, Step, encode

BAND: Final = 128
"""Rows of one step at most."""
_COLOURS: Final = 256
_SAMPLES: Final = 4096
"""Pixels that are looked at to guess whether a palette is worth the counting."""
_SLOTS: Final = 1 << 16
_MIX: Final = np.uint32(2_654_435_761)
_HALF: Final = np.uint32(16)
_TILE: Final = 64
_LOW: Final = 16
_EVERY: Final = 4
_SMALL: Final = 32_768
"""Pixels up to which packing well costs next to nothing."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How what changed is sent. ``photos``: pictures of many colours go as JPEG of this quality first, 0 for never.

    ``coarse``: everything that is not plain goes so, and at half the size: for a slow line.
    """

    photos: int = 75
    coarse: bool = False


EXACT: Final = Manner(photos=0)


@dataclass(frozen=True, slots=True)
class Tile:
    """One step in bytes, where it paints, and whether that is exact."""

    place: Rect
    data: bytes
    exact: bool


def tiles(cells: Cells, x: int, y: int, manner: Manner) -> Iterator[Tile]:
    """``cells``, whose corner is at ``x`` and ``y``, at most ``BAND`` rows of them."""
    height, width = cells.shape
    if not manner.photos or height < _LOW or width < _TILE:
        yield _exact(cells, x, y)
        return
    if manner.coarse:
        yield _photo(cells, x, y, manner) if np.ptp(cells) else _exact(cells, x, y)
        return
    for begin, end, many in _columns(cells):
        part = cells[:, begin:end]
        yield _photo(part, x + begin, y, manner) if many else _exact(part, x + begin, y)


def _columns(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Runs of columns, first and one beyond the last, and whether they hold a picture of many colours."""
    width = cells.shape[1]
    count = width // _TILE
    sample = cells[::_EVERY, : count * _TILE : _EVERY]
    by_tile = sample.reshape(sample.shape[0], count, -1).transpose(1, 0, 2).reshape(count, -1)
    ordered = np.sort(by_tile, axis=1)
    colours = (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1) + 1
    many = colours * 2 > by_tile.shape[1]
    edges = [0, *(np.flatnonzero(many[1:] != many[:-1]) + 1).tolist(), count]
    for begin, end in pairwise(edges):
        yield begin * _TILE, width if end == count else end * _TILE, bool(many[begin])


def _photo(cells: Cells, x: int, y: int, manner: Manner) -> Tile:
    height, width = cells.shape
    data = jpeg(cells, manner.photos, smaller=2 if manner.coarse else 1)
    return Tile(Rect(x, y, width, height), encode([Step(Kind.PHOTO, x, y, width, height, pixels=data)]), exact=False)


def _exact(cells: Cells, x: int, y: int) -> Tile:
    height, width = cells.shape
    level = 6 if cells.size <= _SMALL else 3
    return Tile(Rect(x, y, width, height), encode([_step(cells, x, y)], level), exact=True)


def _step(cells: Cells, x: int, y: int) -> Step:
    height, width = cells.shape
    if not (cells != cells[0, 0]).any():
        return Step(Kind.FILL, x, y, width, height, colour=_rgb(cells[:1, :1]))
    found = _palette(cells)
    if found is not None:
        colours, named = found
        return Step(Kind.PALETTE, x, y, width, height, pixels=named.tobytes(), palette=_rgb(colours))
    return Step(Kind.PIXELS, x, y, width, height, pixels=_rgb(cells))


def _palette(cells: Cells) -> tuple[Cells, npt.NDArray[np.uint8]] | None:
    """The colours, and each pixel's number among them; ``None`` where they are more than a palette may have."""
    flat = cells.reshape(-1)
    step = flat.size // _SAMPLES + 1
    colours = np.unique(flat[::step])
    if step == 1 and colours.size <= _COLOURS:
        return colours, np.searchsorted(colours, flat).astype(np.uint8)
    if colours.size * 2 > _COLOURS:
        return None
    # Each colour has a slot of its own in a table, or there is no palette: quicker than putting all in order.
    slots = ((flat * _MIX) >> _HALF).astype(np.uint16)
    table = np.zeros(_SLOTS, np.uint32)
    table[slots] = flat
    used = np.zeros(_SLOTS, np.bool_)
    used[slots] = True
    taken = np.flatnonzero(used)
    if taken.size > _COLOURS or (table[slots] != flat).any():
        return None
    numbers = np.zeros(_SLOTS, np.uint8)
    numbers[taken] = np.arange(taken.size)
    return table[taken], numbers[slots]


def _rgb(cells: Cells) -> bytes:
    bytes_of = np.ascontiguousarray(cells).view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(bytes_of[:, 2::-1]).tobytes()
