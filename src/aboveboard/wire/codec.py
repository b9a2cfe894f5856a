"""Bytes to headers and payloads, and back.

``read_header`` and ``decode`` raise only ``ProtocolError``; ``encode`` raises ``ValueError`` on a programmer's mistake.
"""

from msgspec import DecodeError, Struct, json

from aboveboard.wire.bodies import PAYLOADS
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.gates import GATES
from aboveboard.wire.header import HEADER_BYTES, LAYOUT, VERSION, Header
from aboveboard.wire.payloads import Payload
from aboveboard.wire.types import Flag, FrameType

_KNOWN = {int(frame_type): gate.max_bytes for frame_type, gate in GATES.items()}
_DECODERS = {int(frame_type): json.Decoder(struct) for frame_type, struct in PAYLOADS.items()}
_KEY = int(Flag.KEY)
_KEYED = frozenset({int(FrameType.PICTURE), int(FrameType.PATCH)})
"""Types of which one may say that what follows needs nothing before it."""
_unpack = LAYOUT.unpack_from
_new_header = Header._make


def read_header(frame: bytes) -> Header:
    """The checked header of a whole frame.

    Raises ProtocolError: MALFORMED (truncated, unknown type, reserved flag, epoch), VERSION, OVERSIZE.
    """
    size = len(frame) - HEADER_BYTES
    if size < 0:
        raise ProtocolError(CloseCode.MALFORMED, "the frame is shorter than its header")
    header = _new_header(_unpack(frame))
    version, kind, flags, _, epoch, sequence, _ = header
    if version != VERSION:
        raise ProtocolError(CloseCode.VERSION, f"this is version {VERSION} of the wire")
    largest = _KNOWN.get(kind)
    if largest is None:
        raise ProtocolError(CloseCode.MALFORMED, "unknown frame type")
    if flags and (flags != _KEY or kind not in _KEYED):
        raise ProtocolError(CloseCode.MALFORMED, "a reserved flag is set")
    if epoch:
        raise ProtocolError(CloseCode.MALFORMED, "the epoch must be 0")
    if not sequence:
        raise ProtocolError(CloseCode.SEQUENCE, "sequences begin at 1")
    if size > largest:
        raise ProtocolError(CloseCode.OVERSIZE, f"the payload is larger than {largest} bytes")
    return header


def decode(header: Header, frame: bytes) -> Payload | bytes:
    """The payload of a frame whose header was read: its struct, or the bytes of a type that carries bytes.

    Raises ProtocolError MALFORMED.
    """
    decoder = _DECODERS.get(header.type)
    payload = frame[HEADER_BYTES:]
    if decoder is None:
        if not payload:
            raise ProtocolError(CloseCode.MALFORMED, "a frame without bytes")
        return payload
    try:
        payload.decode("utf-8", "strict")
        return decoder.decode(payload)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise ProtocolError(CloseCode.MALFORMED, "the payload is not what this type carries") from None


def encode(
    kind: FrameType, payload: Struct | bytes, *, participant: int, sequence: int, time_us: int, key: bool = False
) -> bytes:
    """A whole frame. ``payload`` is the struct of that type, or bytes where the type carries bytes."""
    struct = PAYLOADS.get(kind)
    if struct is None:
        if not isinstance(payload, bytes):
            raise ValueError(f"{kind.name} carries bytes")
        body = payload
    elif type(payload) is struct:
        body = json.encode(payload)
    else:
        raise ValueError(f"{kind.name} carries {struct.__name__}")
    if len(body) > GATES[kind].max_bytes:
        raise ValueError(f"{kind.name} carries at most {GATES[kind].max_bytes} bytes")
    return LAYOUT.pack(VERSION, kind, _KEY if key else 0, participant, 0, sequence, time_us) + body
