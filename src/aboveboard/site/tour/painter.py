"""What a technician's page shows: pictures and patches painted onto one canvas, in the order in which they came."""

from __future__ import annotations

import io
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.video.codeccontext import VideoCodecContext
from PIL import Image

from aboveboard.wire.patch import Kind, Step, decode
from aboveboard.wire.payloads import PictureConfig
from aboveboard.wire.remote import Screen

Canvas = npt.NDArray[np.uint8]
_GREY: Final = 0x40


class Painter:
    """``canvas`` is (height, width, 3), red, green, blue."""

    def __init__(self) -> None:
        self.canvas: Canvas = np.full((1, 1, 3), _GREY, np.uint8)
        self._place = (0, 0)
        self._whole = True
        self._decoder = self._new_decoder()

    @staticmethod
    def _new_decoder() -> VideoCodecContext:
        decoder = av.CodecContext.create("h264", "r")
        assert isinstance(decoder, VideoCodecContext)
        decoder.thread_count = 1
        return decoder

    def resize(self, screen: Screen) -> None:
        """The canvas has this size from now on."""
        if self.canvas.shape[:2] != (screen.height, screen.width):
            self.canvas = np.full((screen.height, screen.width, 3), _GREY, np.uint8)
        self._whole = False

    def configure(self, config: PictureConfig) -> None:
        """The pictures that follow go there."""
        if self._whole:
            self.canvas = np.full((config.height, config.width, 3), _GREY, np.uint8)
        self._place = (config.x, config.y)
        self._decoder = self._new_decoder()

    def picture(self, data: bytes) -> None:
        """Paint one access unit."""
        x, y = self._place
        for picture in self._decoder.decode(av.Packet(data)):
            pixels = picture.to_ndarray(format="rgb24")
            height, width = pixels.shape[:2]
            self.canvas[y : y + height, x : x + width] = pixels

    def patch(self, payload: bytes) -> None:
        """Paint one PATCH. Raises ``ProtocolError`` for one that does not fit."""
        height, width = self.canvas.shape[:2]
        for step in decode(payload, width, height):
            self._step(step)

    def _step(self, step: Step) -> None:
        place = self.canvas[step.y : step.y + step.height, step.x : step.x + step.width]
        match step.kind:
            case Kind.FILL:
                place[:] = np.frombuffer(step.colour, np.uint8)
            case Kind.MOVE:
                x, y = step.source
                place[:] = self.canvas[y : y + step.height, x : x + step.width].copy()
            case Kind.PALETTE:
                palette = np.frombuffer(step.palette, np.uint8).reshape(-1, 3)
                place[:] = palette[np.frombuffer(step.pixels, np.uint8)].reshape(place.shape)
            case Kind.PHOTO:
                photo = Image.open(io.BytesIO(step.pixels)).convert("RGB").resize((step.width, step.height))
                place[:] = np.asarray(photo)
            case Kind.PIXELS:
                place[:] = np.frombuffer(step.pixels, np.uint8).reshape(place.shape)
