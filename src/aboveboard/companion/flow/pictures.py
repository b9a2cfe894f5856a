"""The loop from the screen to the socket: only while it is allowed, only what changed, never faster than it is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.host.encode import Encoded, H264Encoder
from aboveboard.companion.host.screen import Frame, Screen
from aboveboard.wire.payloads import PictureConfig

PER_SECOND: Final = 30
_IDLE_S: Final = 0.02

Witness = Callable[[int, Frame], None]
"""Told the sequence of each picture that left, and what it showed."""


class Pictures:
    """Captures and sends for one connection. ``send`` writes what waits in the end's outbox to the socket."""

    def __init__(
        self, end: CustomerEnd, screen: Screen, send: Callable[[], Awaitable[None]], witness: Witness | None = None
    ) -> None:
        self._end = end
        self._screen = screen
        self._send = send
        self._witness = witness
        self._encoder: H264Encoder | None = None

    async def run(self) -> None:
        """Until the end is over. Raises ``CaptureError`` when the screen goes away."""
        loop = asyncio.get_running_loop()
        while not self._end.over:
            began = loop.time()
            if self._end.ready():
                await self._one()
            spent = loop.time() - began
            await asyncio.sleep(max(_IDLE_S, 1 / PER_SECOND - spent))

    async def _one(self) -> None:
        frame = await asyncio.to_thread(self._screen.grab)
        # Capturing took time: whoever said stop meanwhile has been heard before anything is encoded, and again below.
        if not self._end.may_show():
            return
        encoder = self._encoder_for(frame)
        if self._end.key_wanted:
            self._end.key_wanted = False
            encoder.want_key()
        encoded: Encoded | None = await asyncio.to_thread(encoder.encode, frame, self._end.clock.steady_us())
        if encoded is None:
            return
        if not self._end.may_show():
            # The encoder now builds on a picture that nobody got, so the next one has to stand alone.
            self._end.key_wanted = True
            return
        config = PictureConfig(codec=encoder.codec, width=encoder.size[0], height=encoder.size[1])
        left: list[int] = []
        self._end.show(encoded.data, config, key=encoded.key, left=left.append)
        await self._send()
        if not left:
            self._end.key_wanted = True
        elif self._witness is not None:
            self._witness(left[0], frame)

    def _encoder_for(self, frame: Frame) -> H264Encoder:
        if self._encoder is None or self._encoder.size != frame.size:
            self._encoder = H264Encoder(frame.size)
        return self._encoder
