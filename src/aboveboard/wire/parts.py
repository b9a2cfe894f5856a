"""One part of a file or of a tool's package: whose it is, where it belongs, its bytes. For FILE_DOWN and its like.

``unpack`` raises ProtocolError MALFORMED for a payload that is too short to be one.
"""

from typing import Final, NamedTuple

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.limits import PART_BYTES

_IDENTIFIER: Final = 16
_HEAD: Final = _IDENTIFIER + 8
MOST_BYTES: Final = PART_BYTES - _HEAD
"""The most that one part carries."""
WINDOW_BYTES: Final = 1024 * 1024
"""What a sender may have on its way without an acknowledgement."""


class Part(NamedTuple):
    """``data`` begins at ``offset`` of the whole."""

    identifier: str
    offset: int
    data: bytes


def pack(identifier: str, offset: int, data: bytes) -> bytes:
    """The payload of one part."""
    return bytes.fromhex(identifier) + offset.to_bytes(8, "big") + data


def unpack(payload: bytes) -> Part:
    """The part that a payload carries."""
    if len(payload) <= _HEAD:
        raise ProtocolError(CloseCode.MALFORMED, "a part without bytes")
    offset = int.from_bytes(payload[_IDENTIFIER:_HEAD], "big")
    return Part(payload[:_IDENTIFIER].hex(), offset, payload[_HEAD:])
