"""Pixels from the display into this program: by shared memory, or through the connection where there is none."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
from Xlib import X, error
from Xlib.protocol import request

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.screen import CaptureError, Pixels
from aboveboard.companion.host.x11_link import LOST, Link
from aboveboard.companion.host.x11_requests import SHM, ShmAttach, ShmDetach, ShmGetImage

_ALL_PLANES: Final = 0xFFFFFFFF
_IPC_PRIVATE: Final = 0
_IPC_CREAT: Final = 0o1000
_IPC_RMID: Final = 0
_OWNER_ONLY: Final = 0o600
_FAILED: Final = ctypes.c_void_p(-1).value


class Fetcher(Protocol):
    """``fetch`` gives one array (height, width, 4) a rectangle of the root window; they hold until the next call."""

    name: str

    def fetch(self, rects: Sequence[Rect]) -> list[Pixels | None]:
        """The pixels of rectangles that do not overlap and lie on the screen; ``None`` where the display refused."""

    def close(self) -> None:
        """Give back what it holds."""


class PlainFetcher:
    """Through the connection: slower, and works over a network."""

    name = "through the connection, as the display shares no memory"

    def __init__(self, link: Link) -> None:
        self._link = link

    def fetch(self, rects: Sequence[Rect]) -> list[Pixels | None]:
        asked = [
            self._link.ask(
                request.GetImage,
                format=X.ZPixmap,
                drawable=self._link.root.id,
                x=one.x,
                y=one.y,
                width=one.width,
                height=one.height,
                plane_mask=_ALL_PLANES,
            )
            for one in rects
        ]
        found: list[Pixels | None] = []
        for one, reply in zip(rects, self._link.answers(asked), strict=True):
            whole = reply is not None and len(reply.data) >= one.area * 4
            found.append(_shape(np.frombuffer(reply.data, np.uint8), 0, one) if reply and whole else None)
        return found

    def close(self) -> None:
        return


class SharedFetcher:
    """By one segment of memory that the display writes and this program reads; it belongs to nobody else."""

    name = "by shared memory"

    def __init__(self, link: Link, size: tuple[int, int]) -> None:
        self._link = link
        self._number = link.identifier()
        libc: Any = ctypes.CDLL(None, use_errno=True)
        libc.shmat.restype = ctypes.c_void_p
        libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
        libc.shmdt.argtypes = (ctypes.c_void_p,)
        libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
        self._libc = libc
        wanted = size[0] * size[1] * 4
        identifier = libc.shmget(_IPC_PRIVATE, wanted, _IPC_CREAT | _OWNER_ONLY)
        if identifier < 0:
            raise CaptureError("This computer has no shared memory left.")
        self._address: int | None = libc.shmat(identifier, None, 0)
        try:
            if self._address in {None, _FAILED}:
                self._address = None
                raise CaptureError("This computer's shared memory cannot be used.")
            refused = error.CatchError()
            link.order(ShmAttach, SHM, refused, segment=self._number, identifier=identifier, read_only=0)
            link.settle()
            if refused.get_error() is not None:
                self._leave()
                raise CaptureError("The display does not share this computer's memory.")
        finally:
            # Marked at once: it goes with the last of the two that use it, however they end.
            libc.shmctl(identifier, _IPC_RMID, None)
        memory = (ctypes.c_uint8 * wanted).from_address(self._address or 0)
        self._memory: Pixels = np.ctypeslib.as_array(memory)

    def fetch(self, rects: Sequence[Rect]) -> list[Pixels | None]:
        asked, places, offset = [], [], 0
        for one in rects:
            asked.append(
                self._link.ask(
                    ShmGetImage,
                    SHM,
                    drawable=self._link.root.id,
                    x=one.x,
                    y=one.y,
                    width=one.width,
                    height=one.height,
                    plane_mask=_ALL_PLANES,
                    format=X.ZPixmap,
                    segment=self._number,
                    offset=offset,
                )
            )
            places.append(offset)
            offset += one.area * 4
        replies = self._link.answers(asked)
        return [
            None if reply is None else _shape(self._memory, place, one)
            for one, place, reply in zip(rects, places, replies, strict=True)
        ]

    def close(self) -> None:
        try:
            self._link.order(ShmDetach, SHM, segment=self._number)
        except LOST:
            pass  # the display went first, and gave up its half with that
        self._memory = np.zeros(0, np.uint8)
        self._leave()

    def _leave(self) -> None:
        if self._address is not None:
            self._libc.shmdt(self._address)
            self._address = None


def _shape(data: Pixels, offset: int, rect: Rect) -> Pixels:
    return data[offset : offset + rect.area * 4].reshape(rect.height, rect.width, 4)


def fetcher(link: Link, size: tuple[int, int]) -> Fetcher:
    """The quickest way that works here. Raises ``CaptureError`` for a display whose pixels are not of four bytes."""
    formats = {one.depth: one.bits_per_pixel for one in link.wire.info.pixmap_formats}
    if link.wire.info.image_byte_order != X.LSBFirst:
        raise CaptureError(
            f"The display {link.name} has the bytes of a pixel in another order than this program knows."
        )
    if link.screen.root_depth not in {24, 32} or formats.get(link.screen.root_depth) != 32:
        raise CaptureError(f"The display {link.name} has {link.screen.root_depth} bits a pixel; only 24 can be shown.")
    if link.may_share:
        try:
            return SharedFetcher(link, size)
        except CaptureError:
            pass  # a container may have memory of its own; the slower way is there, and its name says so
    return PlainFetcher(link)
