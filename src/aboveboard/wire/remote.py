"""The JSON payloads beyond pictures and marks: cursor, screen, input, clipboard, files, tools, secrets, live values."""

from typing import Annotated, Literal

from msgspec import Meta

from aboveboard.wire.limits import (
    CANVAS_MAX,
    CLIP_CHARACTERS,
    FILE_BYTES,
    NAME_CHARACTERS,
    OUTPUT_CHARACTERS,
    REASON_CHARACTERS,
    SCREENS,
    TYPED_CHARACTERS,
)
from aboveboard.wire.payloads import PLAIN, Bytes32, Coordinate, Count, Identifier, Number, Payload, Reason, to_bytes

Pixel = Annotated[int, Meta(ge=0, le=CANVAS_MAX)]
Side = Annotated[int, Meta(ge=1, le=CANVAS_MAX)]
Small = Annotated[int, Meta(ge=0, le=0xFFFF)]
Signed = Annotated[int, Meta(ge=-10_000, le=10_000)]
Label = Annotated[str, Meta(max_length=NAME_CHARACTERS, pattern=PLAIN)]
FILE_NAME = "^[^\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069/\\\\]+\\Z"
FileName = Annotated[str, Meta(min_length=1, max_length=255, pattern=FILE_NAME)]
Said = Annotated[str, Meta(max_length=REASON_CHARACTERS, pattern=f"^(?=.*[^ ]){PLAIN[1:]}")]
"""A reason that says something: nobody reaches for a file without one."""
Size = Annotated[int, Meta(ge=0, le=FILE_BYTES)]
Sha256 = Annotated[str, Meta(min_length=64, max_length=64, pattern=r"^[0-9a-f]+\Z")]
ToolKey = Annotated[str, Meta(max_length=40, pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
Version = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z.-]+\Z")]
# A named key or one character, as KeyboardEvent has them.
KeyName = Annotated[str, Meta(min_length=1, max_length=32, pattern=PLAIN)]
KeyCode = Annotated[str, Meta(max_length=32, pattern=r"^[A-Za-z0-9]*\Z")]


class Cursor(Payload, frozen=True):
    """Where the pointer is on the canvas, in pixels, and which SHAPE it has."""

    x: Pixel
    y: Pixel
    shape: Small
    visible: bool


class Shape(Payload, frozen=True):
    """What a pointer looks like: RGBA rows, raw deflate, base64url. ``shape`` is its number from now on."""

    shape: Small
    width: Annotated[int, Meta(ge=1, le=256)]
    height: Annotated[int, Meta(ge=1, le=256)]
    hot_x: Small
    hot_y: Small
    pixels: Annotated[str, Meta(max_length=120_000, pattern=r"^[A-Za-z0-9_-]+\Z")]

    def __post_init__(self) -> None:
        to_bytes(self.pixels)


class Part(Payload, frozen=True):
    """One monitor or window that can be shown, with its place on the whole desktop."""

    name: Label
    x: Annotated[int, Meta(ge=-65_536, le=65_536)]
    y: Annotated[int, Meta(ge=-65_536, le=65_536)]
    width: Side
    height: Side


class Screen(Payload, frozen=True):
    """The canvas that PATCH, PICTURE_CONFIG and CURSOR count in, what can be shown, what is, and how much is masked.

    ``paused``: the customer stopped the picture for a while; the viewer blackens it at once.
    """

    width: Side
    height: Side
    parts: Annotated[list[Part], Meta(max_length=SCREENS)]
    shown: Annotated[int, Meta(ge=-1, lt=SCREENS)]
    masks: Count
    paused: bool = False


class Pointer(Payload, frozen=True):
    """Where the technician's pointer is, as in POINT, and which buttons are down: 1 left, 2 right, 4 middle."""

    x: Coordinate
    y: Coordinate
    buttons: Annotated[int, Meta(ge=0, le=31)]


class Wheel(Payload, frozen=True):
    """Turning the wheel at a place, in pixels as WheelEvent has them."""

    x: Coordinate
    y: Coordinate
    dx: Signed
    dy: Signed


class Press(Payload, frozen=True):
    """A key goes down or up: the place on the keyboard (KeyboardEvent.code) and what it means (KeyboardEvent.key)."""

    code: KeyCode
    key: KeyName
    down: bool


class Type(Payload, frozen=True):
    """Text to be typed as it is, whatever the keyboard's layout."""

    text: Annotated[str, Meta(min_length=1, max_length=TYPED_CHARACTERS)]


class Control(Payload, frozen=True):
    """Whether input is obeyed right now, and if not, why."""

    live: bool
    why: Literal["", "person", "question", "rights", "locked", "own-window", "outside", "refused", "rate", "paused"]


class Clip(Payload, frozen=True):
    """Text that is copied across."""

    text: Annotated[str, Meta(max_length=CLIP_CHARACTERS)]


class FileOffer(Payload, frozen=True):
    """The technician wants to put a file onto the customer's computer."""

    transfer: Identifier
    name: FileName
    size: Size
    reason: Said


class FileWish(Payload, frozen=True):
    """The technician asks for a file; the customer picks which."""

    transfer: Identifier
    what: Said
    reason: Said


class FileAnswer(Payload, frozen=True):
    """The customer's yes with the file's name and size, or no. ``offset``: what is there already of an earlier try."""

    transfer: Identifier
    yes: bool
    name: Annotated[str, Meta(max_length=255, pattern=PLAIN)]
    size: Size
    offset: Size


class FileAt(Payload, frozen=True):
    """How much of a transfer has arrived, without a gap."""

    transfer: Identifier
    offset: Size


class FileSum(Payload, frozen=True):
    """The SHA-256 of the whole file: of what the technician sent, or of what arrived there."""

    transfer: Identifier
    sha256: Sha256


class FileDone(Payload, frozen=True):
    """A transfer is over. ``sha256`` is empty where it was not finished."""

    transfer: Identifier
    ok: bool
    sha256: Annotated[str, Meta(max_length=64, pattern=r"^([0-9a-f]{64})?\Z")]
    why: Reason


class FileStop(Payload, frozen=True):
    """The technician calls a transfer off."""

    transfer: Identifier


class ToolOffer(Payload, frozen=True):
    """The technician offers a tool of the operator's library; TOOL_PART brings its signed package."""

    run: Identifier
    tool: ToolKey
    version: Version
    size: Annotated[int, Meta(ge=1, le=64 * 1024 * 1024)]
    sha256: Sha256
    reason: Said


class ToolAnswer(Payload, frozen=True):
    """The customer's yes or no to one run, or why it cannot run."""

    run: Identifier
    yes: bool
    why: Reason


class ToolOutput(Payload, frozen=True):
    """What the tool wrote."""

    run: Identifier
    text: Annotated[str, Meta(max_length=OUTPUT_CHARACTERS)]


class ToolDone(Payload, frozen=True):
    """The run is over. ``status`` is the program's own; ``undone`` after an undo."""

    run: Identifier
    ok: bool
    status: Annotated[int, Meta(ge=-255, le=255)]
    undone: bool
    why: Reason


class ToolRun(Payload, frozen=True):
    """TOOL_STOP, TOOL_UNDO: which run."""

    run: Identifier


class ToolAt(Payload, frozen=True):
    """How much of a tool's package has arrived, without a gap."""

    run: Identifier
    offset: Annotated[int, Meta(ge=0, le=64 * 1024 * 1024)]


class SecretWish(Payload, frozen=True):
    """The technician asks for a password that the repair needs."""

    secret: Identifier
    reason: Said


class Secret(Payload, frozen=True):
    """A password sealed to the key of technician ``to`` (X25519, HKDF-SHA-256, AES-256-GCM). Empty ``sealed``: no."""

    secret: Identifier
    to: Number
    ephemeral: Bytes32
    sealed: Annotated[str, Meta(max_length=2048, pattern=r"^[A-Za-z0-9_-]*\Z")]

    def __post_init__(self) -> None:
        to_bytes(self.ephemeral), to_bytes(self.sealed)


class SecretSeen(Payload, frozen=True):
    """It was shown, once."""

    secret: Identifier


class DiagnoseWish(Payload, frozen=True):
    """The technician asks for a fresh look at the computer; COMPUTER answers, once the person has seen what goes."""

    reason: Said


LiveName = Literal["cpu", "memory", "swap", "disk", "heat", "battery", "signal"]
"""What is followed live: how much of it is in use (0…1), heat in °C, the battery's charge (0…1), Wi-Fi in dBm."""
LiveValue = Annotated[float, Meta(ge=-1_000, le=1_000)]


class Values(Payload, frozen=True):
    """How the computer is right now, in numbers alone. What is not known is left out."""

    values: dict[LiveName, LiveValue]
