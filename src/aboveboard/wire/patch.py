"""PATCH: what changed on the canvas. A list of steps, painted in order and shown together.

Big-endian. Each step begins with its kind (u8) and the rectangle it paints: x, y, width, height (u16 each). Then

* FILL: one colour, 3 bytes RGB;
* MOVE: the corner it is copied from, x, y (u16 each), as the canvas is before this step;
* PIXELS: length (u32) and that many bytes of raw deflate: RGB, row by row;
* PALETTE: number of colours less one (u8), the colours (3 bytes RGB each), length (u32), raw deflate, a byte a pixel;
* PHOTO: length (u32) and a baseline JPEG no larger than the rectangle, stretched over it: nearly what is there, until
  other steps bring it exactly.

``encode`` raises ValueError on a programmer's mistake; ``decode`` raises ProtocolError MALFORMED for anything else than
whole steps inside the canvas.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from aboveboard.wire.closes import CloseCode, ProtocolError

RECT = struct.Struct(">BHHHH")
CORNER = struct.Struct(">HH")
LENGTH = struct.Struct(">I")
STEPS_MAX = 4096
CANVASES_MAX = 16
"""How often the steps of one PATCH may paint the whole canvas: its bytes say little about the work that it makes."""
_RAW = -zlib.MAX_WBITS
_SEGMENT = struct.Struct(">BBH")
_FRAME = struct.Struct(">BHHB")
_MARK, _BASELINE, _SCAN = 0xFF, 0xC0, 0xDA
_FIRST_SEGMENT, _LAST_SEGMENT = 0xC0, 0xFE


class Kind(IntEnum):
    """What a step does."""

    FILL = 1
    MOVE = 2
    PIXELS = 3
    PALETTE = 4
    PHOTO = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``colour`` for FILL, ``source`` for MOVE, ``pixels`` (RGB, indices of ``palette``, or a JPEG) else."""

    kind: Kind
    x: int
    y: int
    width: int
    height: int
    colour: bytes = b""
    source: tuple[int, int] = (0, 0)
    pixels: bytes = b""
    palette: bytes = b""


def deflate(data: bytes, level: int = 1) -> bytes:
    """``data`` as raw deflate."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    return packer.compress(data) + packer.flush()


def encode(steps: Iterable[Step], level: int = 1) -> bytes:
    """The payload of a PATCH frame."""
    out = bytearray()
    for step in steps:
        out += RECT.pack(step.kind, step.x, step.y, step.width, step.height)
        if step.kind is Kind.FILL:
            if len(step.colour) != 3:
                raise ValueError("a colour has three bytes")
            out += step.colour
        elif step.kind is Kind.MOVE:
            out += CORNER.pack(*step.source)
        elif step.kind is Kind.PHOTO:
            _check_photo(step.pixels, step.width, step.height)
            out += LENGTH.pack(len(step.pixels)) + step.pixels
        else:
            unit = 3 if step.kind is Kind.PIXELS else 1
            if len(step.pixels) != step.width * step.height * unit:
                raise ValueError("a step has exactly the pixels of its rectangle")
            if step.kind is Kind.PALETTE:
                if len(step.palette) % 3 or not 3 <= len(step.palette) <= 768:
                    raise ValueError("a palette has 1 to 256 colours")
                out += bytes([len(step.palette) // 3 - 1]) + step.palette
            packed = deflate(step.pixels, level)
            out += LENGTH.pack(len(packed)) + packed
    return bytes(out)


def decode(payload: bytes, width: int, height: int) -> list[Step]:
    """The steps of a PATCH for a canvas of this size. Raises ProtocolError."""
    steps: list[Step] = []
    at = painted = 0
    try:
        while at < len(payload):
            if len(steps) >= STEPS_MAX:
                raise ValueError("too many steps")
            step, at = _step(payload, at)
            if not (step.width and step.height and step.x + step.width <= width and step.y + step.height <= height):
                raise ValueError("a step outside the canvas")
            painted += step.width * step.height
            if painted > CANVASES_MAX * width * height:
                raise ValueError("too much is painted")
            x, y = step.source
            if step.kind is Kind.MOVE and (x + step.width > width or y + step.height > height):
                raise ValueError("a move from outside the canvas")
            steps.append(step)
    except (ValueError, IndexError, struct.error, zlib.error):
        raise ProtocolError(CloseCode.MALFORMED, "a patch that does not fit the canvas") from None
    return steps


def _step(payload: bytes, at: int) -> tuple[Step, int]:
    number, x, y, width, height = RECT.unpack_from(payload, at)
    kind, at = Kind(number), at + RECT.size
    if kind is Kind.FILL:
        return Step(kind, x, y, width, height, colour=_bytes(payload, at, 3)), at + 3
    if kind is Kind.MOVE:
        return Step(kind, x, y, width, height, source=CORNER.unpack_from(payload, at)), at + CORNER.size
    palette = b""
    if kind is Kind.PALETTE:
        palette = _bytes(payload, at + 1, 3 * (payload[at] + 1))
        at += 1 + len(palette)
    (length,) = LENGTH.unpack_from(payload, at)
    packed, at = _bytes(payload, at + LENGTH.size, length), at + LENGTH.size + length
    if kind is Kind.PHOTO:
        _check_photo(packed, width, height)
        return Step(kind, x, y, width, height, pixels=packed), at
    wanted = width * height * (1 if palette else 3)
    unpacker = zlib.decompressobj(_RAW)
    pixels = unpacker.decompress(packed, wanted + 1)
    if len(pixels) != wanted or not unpacker.eof or unpacker.unused_data:
        raise ValueError("not the pixels of this rectangle")
    if palette and max(pixels) >= len(palette) // 3:
        raise ValueError("a colour that the palette does not have")
    return Step(kind, x, y, width, height, pixels=pixels, palette=palette), at


def _bytes(payload: bytes, at: int, length: int) -> bytes:
    found = payload[at : at + length]
    if len(found) != length:
        raise ValueError("cut short")
    return found


def _check_photo(data: bytes, width: int, height: int) -> None:
    """Raises ValueError unless the JPEG says that it is baseline, in colour, and no larger than this."""
    at = 2
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    while True:
        mark, kind, length = _SEGMENT.unpack_from(data, at)
        if mark != _MARK or not _FIRST_SEGMENT <= kind <= _LAST_SEGMENT or kind == _SCAN or length < 2:
            raise ValueError("not a JPEG as PATCH takes it")
        if kind == _BASELINE:
            bits, high, wide, colours = _FRAME.unpack_from(data, at + _SEGMENT.size)
            if bits != 8 or colours != 3 or not (0 < high <= height and 0 < wide <= width):
                raise ValueError("not a JPEG of this rectangle")
            return
        at += 2 + length
