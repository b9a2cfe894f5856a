"""The names of the wire: frame types, roles, phases, scopes and steps."""

from enum import IntEnum, IntFlag, StrEnum


class FrameType(IntEnum):
    """What a frame is; one byte of the header. Below 0x20 control, from 0x20 on media."""

    HELLO = 0x01
    WELCOME = 0x02
    REFUSED = 0x03
    PEERS = 0x04
    COMMIT = 0x05
    REVEAL = 0x06
    SHOWN = 0x07
    ADMIT = 0x08
    ASK = 0x09
    GRANT = 0x0A
    RENEW = 0x0B
    REVOKE = 0x0C
    DENY = 0x0D
    GRANTS = 0x0E
    END = 0x0F
    ENDED = 0x10
    TALLY = 0x11
    NOTE = 0x12
    PAUSE = 0x13
    PICTURE_CONFIG = 0x20
    PICTURE = 0x21
    PATCH = 0x22
    CURSOR = 0x23
    SHAPE = 0x24
    SCREEN = 0x25
    SEEN = 0x28
    REFRESH = 0x29
    POINT = 0x30
    DRAW = 0x31
    WIPE = 0x32
    POINTER = 0x38
    WHEEL = 0x39
    PRESS = 0x3A
    TYPE = 0x3B
    RELEASE = 0x3C
    CONTROL = 0x3D
    CLIP_OUT = 0x40
    CLIP_IN = 0x41
    FILE_OFFER = 0x48
    FILE_WISH = 0x49
    FILE_ANSWER = 0x4A
    FILE_DOWN = 0x4B
    FILE_UP = 0x4C
    FILE_TAKEN = 0x4D
    FILE_GOT = 0x4E
    FILE_SUM = 0x4F
    FILE_DONE = 0x50
    FILE_STOP = 0x51
    TOOL_OFFER = 0x58
    TOOL_PART = 0x59
    TOOL_ANSWER = 0x5A
    TOOL_OUTPUT = 0x5B
    TOOL_DONE = 0x5C
    TOOL_STOP = 0x5D
    TOOL_UNDO = 0x5E
    TOOL_TAKEN = 0x5F
    SECRET_WISH = 0x60
    SECRET = 0x61
    SECRET_SEEN = 0x62
    DIAGNOSE_WISH = 0x68
    COMPUTER = 0x69
    VALUES = 0x6A


MEDIA_FROM = 0x20
"""The first media type; a type below it is control."""


class Flag(IntFlag):
    """Bits of the header's flags. Every other bit is reserved and must be 0."""

    KEY = 0x0001


class Role(StrEnum):
    """Who a participant is. The relay is participant 0."""

    CUSTOMER = "customer"
    TECHNICIAN = "technician"
    RELAY = "relay"


class Phase(StrEnum):
    """How far a session is."""

    GATHERING = "gathering"
    MEETING = "meeting"
    OPEN = "open"
    ENDED = "ended"


class Scope(StrEnum):
    """What one yes of the customer covers."""

    VIEW = "view"
    POINT = "point"
    CONTROL = "control"
    CLIPBOARD = "clipboard"
    FILES = "files"
    TOOL = "tool"
    PASSWORD = "password"  # noqa: S105  # the name of a scope
    DIAGNOSTICS = "diagnostics"


class Step(StrEnum):
    """What the customer must have been shown, and acknowledged, before anything can be granted."""

    TECHNICIAN = "technician"
    SCAM = "scam"
    DISCONNECT = "disconnect"
    FILES = "files"
