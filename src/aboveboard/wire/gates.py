"""The gate table: for each frame type who may send it, when, how large, how often, under which scope, to whom.

The relay and both ends decide by this one table. A type without a row does not exist.
"""

from enum import StrEnum
from typing import NamedTuple

from aboveboard.wire.limits import CONTROL_BYTES, MARK_BYTES, MEDIA_BYTES, PART_BYTES, SHAPE_BYTES, TEXT_BYTES
from aboveboard.wire.types import FrameType, Phase, Role, Scope


class Way(StrEnum):
    """Where a frame goes."""

    RELAY = "relay"
    """It ends at the relay."""
    SOCKET = "socket"
    """The relay's own frame to one participant."""
    PEER = "peer"
    """To the participant that the payload names in ``to``."""
    CUSTOMER = "customer"
    """To the customer's end."""
    ASKER = "asker"
    """To the technician whose ask the payload names."""
    HOLDERS = "holders"
    """To every technician with a live grant of the frame's scope."""


class Gate(NamedTuple):
    """One row. ``scope`` None needs no grant; ``max_bytes`` bounds the payload; ``per_second`` one sender."""

    scope: Scope | None
    senders: frozenset[Role]
    phases: frozenset[Phase]
    max_bytes: int
    per_second: int
    way: Way


_CUSTOMER = frozenset({Role.CUSTOMER})
_TECHNICIAN = frozenset({Role.TECHNICIAN})
_BOTH = _CUSTOMER | _TECHNICIAN
_RELAY = frozenset({Role.RELAY})

_NEVER: frozenset[Phase] = frozenset()
_OPEN = frozenset({Phase.OPEN})
_MET = frozenset({Phase.MEETING, Phase.OPEN})
_ALIVE = frozenset({Phase.GATHERING, Phase.MEETING, Phase.OPEN})
_EVER = frozenset(Phase)

_F = FrameType

GATES: dict[FrameType, Gate] = {
    # HELLO comes before its sender belongs to a session, so in no phase of one.
    _F.HELLO: Gate(None, _BOTH, _NEVER, CONTROL_BYTES, 1, Way.RELAY),
    _F.WELCOME: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 1, Way.SOCKET),
    _F.REFUSED: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 1, Way.SOCKET),
    _F.PEERS: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 50, Way.SOCKET),
    _F.COMMIT: Gate(None, _BOTH, _MET, 256, 20, Way.PEER),
    _F.REVEAL: Gate(None, _BOTH, _MET, 512, 20, Way.PEER),
    _F.SHOWN: Gate(None, _CUSTOMER, _MET, 64, 20, Way.RELAY),
    _F.ADMIT: Gate(None, _CUSTOMER, _MET, 64, 10, Way.RELAY),
    _F.ASK: Gate(None, _TECHNICIAN, _OPEN, 2048, 5, Way.CUSTOMER),
    _F.GRANT: Gate(None, _CUSTOMER, _OPEN, 256, 20, Way.RELAY),
    _F.RENEW: Gate(None, _CUSTOMER, _ALIVE, 16, 10, Way.RELAY),
    _F.REVOKE: Gate(None, _CUSTOMER, _ALIVE, 256, 50, Way.RELAY),
    _F.DENY: Gate(None, _CUSTOMER, _OPEN, 256, 20, Way.ASKER),
    _F.GRANTS: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 100, Way.SOCKET),
    _F.END: Gate(None, _BOTH, _ALIVE, 2048, 5, Way.RELAY),
    _F.ENDED: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 1, Way.SOCKET),
    _F.TALLY: Gate(None, _CUSTOMER, _EVER, 4096, 3, Way.RELAY),
    _F.NOTE: Gate(None, _RELAY, _EVER, CONTROL_BYTES, 20, Way.SOCKET),
    # It ends here: that nothing passes meanwhile is decided at the customer's end, which tells viewers by SCREEN.
    _F.PAUSE: Gate(None, _CUSTOMER, _ALIVE, 64, 20, Way.RELAY),
    _F.PICTURE_CONFIG: Gate(Scope.VIEW, _CUSTOMER, _OPEN, MARK_BYTES, 60, Way.HOLDERS),
    _F.PICTURE: Gate(Scope.VIEW, _CUSTOMER, _OPEN, MEDIA_BYTES, 240, Way.HOLDERS),
    _F.PATCH: Gate(Scope.VIEW, _CUSTOMER, _OPEN, MEDIA_BYTES, 240, Way.HOLDERS),
    _F.CURSOR: Gate(Scope.VIEW, _CUSTOMER, _OPEN, 256, 240, Way.HOLDERS),
    _F.SHAPE: Gate(Scope.VIEW, _CUSTOMER, _OPEN, SHAPE_BYTES, 60, Way.HOLDERS),
    _F.SCREEN: Gate(Scope.VIEW, _CUSTOMER, _OPEN, MARK_BYTES, 60, Way.HOLDERS),
    _F.SEEN: Gate(Scope.VIEW, _TECHNICIAN, _OPEN, MARK_BYTES, 240, Way.CUSTOMER),
    # Several technicians' wishes become one of the relay's own to the customer, at most one a second.
    _F.REFRESH: Gate(Scope.VIEW, _TECHNICIAN | _RELAY, _OPEN, 16, 10, Way.RELAY),
    _F.POINT: Gate(Scope.POINT, _TECHNICIAN, _OPEN, MARK_BYTES, 240, Way.CUSTOMER),
    _F.DRAW: Gate(Scope.POINT, _TECHNICIAN, _OPEN, MARK_BYTES, 240, Way.CUSTOMER),
    _F.WIPE: Gate(Scope.POINT, _TECHNICIAN, _OPEN, 16, 20, Way.CUSTOMER),
    _F.POINTER: Gate(Scope.CONTROL, _TECHNICIAN, _OPEN, 256, 240, Way.CUSTOMER),
    _F.WHEEL: Gate(Scope.CONTROL, _TECHNICIAN, _OPEN, 256, 240, Way.CUSTOMER),
    _F.PRESS: Gate(Scope.CONTROL, _TECHNICIAN, _OPEN, 256, 240, Way.CUSTOMER),
    _F.TYPE: Gate(Scope.CONTROL, _TECHNICIAN, _OPEN, 8192, 20, Way.CUSTOMER),
    _F.RELEASE: Gate(Scope.CONTROL, _TECHNICIAN, _OPEN, 16, 20, Way.CUSTOMER),
    _F.CONTROL: Gate(Scope.CONTROL, _CUSTOMER, _OPEN, 256, 60, Way.HOLDERS),
    _F.CLIP_OUT: Gate(Scope.CLIPBOARD, _CUSTOMER, _OPEN, TEXT_BYTES, 10, Way.HOLDERS),
    _F.CLIP_IN: Gate(Scope.CLIPBOARD, _TECHNICIAN, _OPEN, TEXT_BYTES, 10, Way.CUSTOMER),
    # Files: nobody lists a folder from afar. A technician offers a file or wishes for one; the customer picks it.
    _F.FILE_OFFER: Gate(Scope.FILES, _TECHNICIAN, _OPEN, MARK_BYTES, 5, Way.CUSTOMER),
    _F.FILE_WISH: Gate(Scope.FILES, _TECHNICIAN, _OPEN, MARK_BYTES, 5, Way.CUSTOMER),
    _F.FILE_ANSWER: Gate(Scope.FILES, _CUSTOMER, _OPEN, MARK_BYTES, 20, Way.HOLDERS),
    _F.FILE_DOWN: Gate(Scope.FILES, _TECHNICIAN, _OPEN, PART_BYTES, 240, Way.CUSTOMER),
    _F.FILE_UP: Gate(Scope.FILES, _CUSTOMER, _OPEN, PART_BYTES, 240, Way.HOLDERS),
    _F.FILE_TAKEN: Gate(Scope.FILES, _CUSTOMER, _OPEN, 256, 240, Way.HOLDERS),
    _F.FILE_GOT: Gate(Scope.FILES, _TECHNICIAN, _OPEN, 256, 240, Way.CUSTOMER),
    _F.FILE_SUM: Gate(Scope.FILES, _TECHNICIAN, _OPEN, 256, 20, Way.CUSTOMER),
    _F.FILE_DONE: Gate(Scope.FILES, _CUSTOMER, _OPEN, MARK_BYTES, 20, Way.HOLDERS),
    _F.FILE_STOP: Gate(Scope.FILES, _TECHNICIAN, _OPEN, 256, 20, Way.CUSTOMER),
    _F.TOOL_OFFER: Gate(Scope.TOOL, _TECHNICIAN, _OPEN, MARK_BYTES, 5, Way.CUSTOMER),
    _F.TOOL_PART: Gate(Scope.TOOL, _TECHNICIAN, _OPEN, PART_BYTES, 240, Way.CUSTOMER),
    _F.TOOL_ANSWER: Gate(Scope.TOOL, _CUSTOMER, _OPEN, MARK_BYTES, 20, Way.HOLDERS),
    _F.TOOL_OUTPUT: Gate(Scope.TOOL, _CUSTOMER, _OPEN, CONTROL_BYTES * 4, 60, Way.HOLDERS),
    _F.TOOL_DONE: Gate(Scope.TOOL, _CUSTOMER, _OPEN, MARK_BYTES, 20, Way.HOLDERS),
    _F.TOOL_STOP: Gate(Scope.TOOL, _TECHNICIAN, _OPEN, 256, 20, Way.CUSTOMER),
    _F.TOOL_UNDO: Gate(Scope.TOOL, _TECHNICIAN, _OPEN, 256, 5, Way.CUSTOMER),
    _F.TOOL_TAKEN: Gate(Scope.TOOL, _CUSTOMER, _OPEN, 256, 240, Way.HOLDERS),
    # A password is sealed to the keys of the one technician who asked: the relay carries ciphertext, to that one alone.
    _F.SECRET_WISH: Gate(Scope.PASSWORD, _TECHNICIAN, _OPEN, MARK_BYTES, 2, Way.CUSTOMER),
    _F.SECRET: Gate(Scope.PASSWORD, _CUSTOMER, _OPEN, MARK_BYTES, 5, Way.HOLDERS),
    _F.SECRET_SEEN: Gate(Scope.PASSWORD, _TECHNICIAN, _OPEN, 256, 5, Way.CUSTOMER),
    # The state of the computer: what the person left in the preview, then live numbers and nothing else.
    _F.DIAGNOSE_WISH: Gate(Scope.DIAGNOSTICS, _TECHNICIAN, _OPEN, MARK_BYTES, 2, Way.CUSTOMER),
    _F.COMPUTER: Gate(Scope.DIAGNOSTICS, _CUSTOMER, _OPEN, CONTROL_BYTES, 5, Way.HOLDERS),
    _F.VALUES: Gate(Scope.DIAGNOSTICS, _CUSTOMER, _OPEN, 1024, 5, Way.HOLDERS),
}
