"""Moving pictures made small in real time: H.264 by libx264, in Annex B, without B-frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

from aboveboard.companion.host.screen import Pixels

FAMILY: Final = "avc1"
OFFERED: Final = "avc1.42E01F"
GOOD: Final = 25
COARSE: Final = 30
_MICROSECONDS: Final = Fraction(1, 1_000_000)
_OPTIONS: Final = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "threads": "1"}
# Parameter sets before every key frame: a viewer that joins late needs nothing but the next key frame.
_PARAMETERS: Final = (
    "keyint=infinite:scenecut=0:annexb=1:repeat-headers=1:forced-idr=1:bframes=0"
    ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
)
_BUFFER_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded picture: an Annex B access unit."""

    data: bytes
    key: bool


class H264Encoder:
    """Encodes pictures of one size, whose sides are even; the first stands alone.

    ``crf`` is how much may be lost (more is less to send), ``most`` bytes a second are not gone beyond for long.
    """

    def __init__(self, size: tuple[int, int], *, crf: int = GOOD, most: float | None = None) -> None:
        self.size = size
        self.codec = ""
        self._context = self._open(size, crf, most)
        self._picture = VideoFrame(*size, "bgra")
        plane = self._picture.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(size[1], plane.line_size)
        self._pixels: Pixels = rows[:, : size[0] * 4].reshape(size[1], size[0], 4)
        self._time = 0

    @staticmethod
    def _open(size: tuple[int, int], crf: int, most: float | None) -> VideoCodecContext:
        context = av.CodecContext.create("libx264", "w")
        if not isinstance(context, VideoCodecContext):
            raise TypeError("libx264 is not a video codec in this build of PyAV.")
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = _MICROSECONDS
        context.framerate = Fraction(30, 1)
        limit = ""
        if most is not None:
            kilobits = max(64, int(most * 8 / 1000))
            limit = f":vbv-maxrate={kilobits}:vbv-bufsize={max(32, int(kilobits * _BUFFER_S))}"
        context.options = {**_OPTIONS, "crf": str(crf), "x264-params": _PARAMETERS + limit}
        return context

    def encode(self, pixels: Pixels, time_us: int) -> Encoded | None:
        """The access unit for ``pixels`` (height, width, 4; blue, green, red) taken at ``time_us`` (microseconds).

        ``None`` where the encoder keeps it back. Raises ``ValueError`` for another size than its own.
        """
        if pixels.shape[:2] != self._pixels.shape[:2]:
            raise ValueError(f"The picture is {pixels.shape[1::-1]}, the encoder was opened for {self.size}.")
        self._pixels[:] = pixels
        picture = self._picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
        # Time has to grow for the encoder even when the clock of the computer was put back.
        self._time = max(self._time + 1, time_us)
        picture.pts = self._time
        picture.time_base = _MICROSECONDS
        packets = self._context.encode(picture)
        data = b"".join(bytes(packet) for packet in packets)
        if not data:
            return None
        key = any(packet.is_keyframe for packet in packets)
        if key:
            self.codec = codec_string(data)
        return Encoded(data, key)


def codec_string(access_unit: bytes) -> str:
    """The WebCodecs name of the stream, e.g. ``avc1.42C01F``, read from its sequence parameter set (RFC 6381).

    Raises ``ValueError`` when the access unit carries none.
    """
    start = access_unit.find(b"\x00\x00\x01")
    while start >= 0 and start + 6 < len(access_unit):
        if access_unit[start + 3] & 0x1F == 7:
            return FAMILY + "." + access_unit[start + 4 : start + 7].hex().upper()
        start = access_unit.find(b"\x00\x00\x01", start + 3)
    raise ValueError("The access unit has no sequence parameter set.")
