"""What is sent of a canvas: exact patches for what changes, video for what really moves, and sharp at rest.

A video never covers what a patch painted later: a place where it played is patched only when its last picture was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from aboveboard.companion.flow.flight import Flight
from aboveboard.companion.flow.moving import Moving
from aboveboard.companion.flow.patches import Patcher
from aboveboard.companion.flow.tiles import Manner
from aboveboard.companion.host.canvas import Canvas, Rect
from aboveboard.companion.host.encode import COARSE, GOOD, H264Encoder
from aboveboard.companion.host.rects import disjoint, fewer, within, without
from aboveboard.wire.payloads import PictureConfig

_SOON_US: Final = 300_000
_LATE_US: Final = 650_000
_TURNS: Final = 3
"""What changes again and again (a page that scrolls) is not brought exactly while it does, for so many turns."""
_PIECE: Final = 160 * 1024
"""Bytes that are made at once: while they are on their way and painted, the next ones are made."""
_SLOW: Final = Manner(photos=45, coarse=True)
_BUSY_FROM: Final = 4096
_OF_A_SLOW_LINE: Final = 0.6
_NEW_RATE: Final = 1.6
_MANY: Final = 64


@dataclass(slots=True)
class Taken:
    """What has to leave, in this order: ``patches`` (the first one KEY where ``key``), ``config``, ``picture``."""

    key: bool = False
    patches: list[bytes] = field(default_factory=list)
    config: PictureConfig | None = None
    picture: bytes | None = None


class Painting:
    """One viewer's side of one canvas. What is given counts as shown: where it did not leave, begin anew."""

    def __init__(self, canvas: Canvas, flight: Flight, steady_us: Callable[[], int]) -> None:
        self._canvas = canvas
        self._flight = flight
        self._now = steady_us
        self._patcher = Patcher()
        self._moving = Moving(steady_us)
        self._unfetched: list[Rect] = []
        self._todo: list[Rect] = []
        self._near_us: int | None = None
        """When to bring exactly what the viewer has nearly."""
        self._nearly_us = self._turn_us = 0
        self._video: Rect | None = None
        self._encoder: H264Encoder | None = None
        self._rate: float | None = None
        self._played: list[tuple[Rect, int]] = []

    @property
    def behind(self) -> bool:
        """Something that changed was not sent yet."""
        return bool(self._todo or self._unfetched)

    def due_in(self) -> float | None:
        """Seconds until there is something to do though nothing changes; ``None`` for never."""
        if self.behind or any(last <= self._flight.seen_up_to for _, last in self._played):
            return 0.0
        waits = [self._moving.rests_in]
        if self._near_us is not None:
            waits.append(max(0.0, (self._near_us - self._now()) / 1e6))
        return min((one for one in waits if one is not None), default=None)

    def note(self, rects: Sequence[Rect]) -> None:
        """These places changed and cannot be sent yet."""
        self._unfetched = _merged([*self._unfetched, *rects])
        for one in rects:
            if one.area >= _BUSY_FROM:
                self._moving.changed(one)

    def take(self, rects: Sequence[Rect], *, anew: bool, video: bool) -> Taken:
        """Fetch what changed and make of it what fits the line now. ``video``: every viewer can show one."""
        canvas, taken, first = self._canvas, Taken(), b""
        anew = anew or self._patcher.size != canvas.size
        fresh = [Rect(0, 0, *canvas.size)] if anew else list(rects)
        fetched = fresh if anew else _merged([*fresh, *self._unfetched])
        self._unfetched = []
        canvas.grab(fetched)
        if anew:
            taken.key, first = True, self._begin()
        self._todo = _merged([*self._todo, *fetched])
        region = self._moving.region() if video and not anew else None
        if region != self._video:
            self._stop_video()
            self._video = region
        self._settle()
        if region is not None:
            self._play(taken, region, fresh)
        room = min(_PIECE, self._flight.room - len(taken.picture or b""))
        apart = [one for one, _ in self._played]
        if self._todo:
            self._patch(taken, [*apart, *([region] if region else [])], fresh, first, room)
        elif self._near_us is not None and self._now() >= self._near_us:
            self._sharpen(taken, [*apart, *([region] if region else [])], room)
        return taken

    def _begin(self) -> bytes:
        size = self._canvas.size
        self._moving.begin(size)
        self._video = self._encoder = None
        self._played, self._todo = [], []
        return self._patcher.begin(size)

    def _patch(self, taken: Taken, apart: list[Rect], fresh: Sequence[Rect], first: bytes, room: int) -> None:
        todo, waits = without(self._todo, apart), self._waiting()
        manner = Manner() if self._flight.rate is None else _SLOW
        made = self._patcher.patch(self._canvas.pixels, todo, max(1, room), manner, first)
        taken.patches = made.payloads
        self._todo = made.left + waits
        if made.near:
            self._nearly()
        for one in made.busy:
            # What waited for its turn did not change meanwhile.
            if sum(piece.area for piece in within(fresh, one)) * 2 > one.area:
                self._moving.changed(one)

    def _nearly(self) -> None:
        """Something went nearly, and is to be brought exactly when it has rested."""
        now = self._now()
        since, self._nearly_us = now - self._nearly_us, now
        if since < _LATE_US * 2:
            self._turn_us += (since - self._turn_us) // 4
        else:
            self._turn_us = 0
        self._near_us = now + min(_LATE_US, max(_SOON_US, self._turn_us * _TURNS))

    def _waiting(self) -> list[Rect]:
        return [piece for place, _ in self._played for piece in within(self._todo, place)]

    def _sharpen(self, taken: Taken, apart: list[Rect], room: int) -> None:
        near = without(self._patcher.near(), apart)
        made = self._patcher.sharpen(self._canvas.pixels, near, max(1, room))
        taken.patches = made.payloads
        if not made.left:
            # What plays is sharpened when it stops.
            self._near_us = None

    # What moves.

    def _play(self, taken: Taken, region: Rect, fresh: Sequence[Rect]) -> None:
        for one in within(fresh, region):
            if one.area >= _BUSY_FROM:
                self._moving.changed(one)
        if not self._patcher.painted(self._canvas.pixels, region, first=self._encoder is None):
            return
        rate = self._flight.rate
        if self._encoder is None or _other(rate, self._rate):
            self._rate = rate
            most = None if rate is None else rate * _OF_A_SLOW_LINE
            self._encoder = H264Encoder(region[2:], crf=GOOD if rate is None else COARSE, most=most)
        cells = self._canvas.pixels[region.y : region.bottom, region.x : region.right]
        encoded = self._encoder.encode(cells, self._now())
        if encoded is None:
            return
        if encoded.key:
            codec = self._encoder.codec
            taken.config = PictureConfig(codec=codec, width=region.width, height=region.height, x=region.x, y=region.y)
        taken.picture = encoded.data

    def _stop_video(self) -> None:
        if self._video is not None:
            self._played.append((self._video, self._flight.last))
            self._near_us = self._now()
        self._encoder = None

    def _settle(self) -> None:
        """Where a video played is patched again once all of it was seen."""
        before = len(self._played)
        self._played = [(place, last) for place, last in self._played if last > self._flight.seen_up_to]
        if len(self._played) < before:
            self._near_us = self._now()


def _merged(rects: Sequence[Rect]) -> list[Rect]:
    if len(rects) <= 1:
        return list(rects)
    return disjoint(fewer(rects) if len(rects) > _MANY else rects)


def _other(rate: float | None, before: float | None) -> bool:
    """The line is another one than the encoder was made for."""
    if rate is None or before is None:
        return rate is not before
    return not before / _NEW_RATE < rate < before * _NEW_RATE
