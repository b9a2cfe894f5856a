"""Pictures made small in real time: H.264 by libx264, in Annex B, without B-frames, a key frame when asked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import Colorspace

from aboveboard.companion.host.screen import Frame

FAMILY: Final = "avc1"
OFFERED: Final = "avc1.42E01F"
_MICROSECONDS: Final = Fraction(1, 1_000_000)
_OPTIONS: Final = {
    "preset": "ultrafast",
    "tune": "zerolatency",
    "profile": "baseline",
    "crf": "20",
    # Parameter sets before every key frame: a viewer that joins late needs nothing but the next key frame.
    "x264-params": "keyint=infinite:scenecut=0:annexb=1:repeat-headers=1:forced-idr=1:bframes=0"
    ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv",
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded picture: an Annex B access unit."""

    data: bytes
    key: bool


class H264Encoder:
    """Encodes pictures of one size. A picture equal to the one before gives ``None`` unless a key frame is due."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.codec = ""
        self._context = self._open(size)
        self._last: Frame | None = None
        self._key_due = True
        self._time = 0

    @staticmethod
    def _open(size: tuple[int, int]) -> VideoCodecContext:
        context = av.CodecContext.create("libx264", "w")
        if not isinstance(context, VideoCodecContext):
            raise TypeError("libx264 is not a video codec in this build of PyAV.")
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = _MICROSECONDS
        context.framerate = Fraction(30, 1)
        context.options = dict(_OPTIONS)
        return context

    def want_key(self) -> None:
        """Make the next picture a key frame, whether or not it changed."""
        self._key_due = True

    def encode(self, frame: Frame, time_us: int) -> Encoded | None:
        """The access unit for ``frame`` taken at ``time_us`` (microseconds), or ``None`` when nothing changed.

        Raises ``ValueError`` when the frame has another size than the encoder.
        """
        if frame.size != self.size:
            raise ValueError(f"The picture is {frame.size}, the encoder was opened for {self.size}.")
        if not self._key_due and frame.same_as(self._last):
            return None
        picture = VideoFrame.from_ndarray(frame.pixels, format="bgra")
        picture = picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
        # Time has to grow for the encoder even when the clock of the computer was put back.
        self._time = max(self._time + 1, time_us)
        picture.pts = self._time
        picture.time_base = _MICROSECONDS
        picture.pict_type = PictureType.I if self._key_due else PictureType.NONE
        packets = self._context.encode(picture)
        data = b"".join(bytes(packet) for packet in packets)
        if not data:
            return None
        key = any(packet.is_keyframe for packet in packets)
        if key:
            self.codec = codec_string(data)
        self._key_due = False
        self._last = frame
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
