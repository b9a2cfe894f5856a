"""The first frame of a socket, before it belongs to a session."""

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.header import VERSION
from aboveboard.wire.payloads import Hello, Refused
from aboveboard.wire.stream import Outgoing
from aboveboard.wire.types import FrameType


def greet(frame: bytes) -> Hello:
    """The HELLO in a socket's first frame.

    Raises ProtocolError: as ``read_header`` and ``decode``; TICKET for any other frame; MISDIRECTED, SEQUENCE for a
    HELLO that is not participant 0 and sequence 1; VERSION if it does not speak this one.
    """
    header = read_header(frame)
    if header.type != FrameType.HELLO:
        raise ProtocolError(CloseCode.TICKET, "the first frame must be HELLO with a ticket")
    if header.participant:
        raise ProtocolError(CloseCode.MISDIRECTED, "HELLO comes from participant 0")
    if header.sequence != 1:
        raise ProtocolError(CloseCode.SEQUENCE, "HELLO has sequence 1")
    hello = decode(header, frame)
    assert isinstance(hello, Hello)
    if VERSION not in hello.versions:
        raise ProtocolError(CloseCode.VERSION, f"this is version {VERSION} of the wire")
    return hello


def refuse(error: ProtocolError, now: int) -> bytes:
    """The REFUSED frame to a socket that never took a seat."""
    return Outgoing().frame(FrameType.REFUSED, Refused(code=int(error.code), reason=error.reason), now)
