"""Requests of the X keyboard extension and of XInput 2 that python-xlib does not have."""

from __future__ import annotations

from typing import Any, Final

from Xlib.protocol import rq

from aboveboard.companion.host.x11_requests import order_of, question_of

XKB: Final = "XKEYBOARD"
XINPUT: Final = "XInputExtension"
CORE_KEYBOARD: Final = 0x100
TYPES_SYMBOLS_MODIFIERS: Final = 0b111
NEW_KEYBOARD: Final = 0
MAP: Final = 1

UseExtension: Final = question_of(
    "UseExtension",
    0,
    (rq.Card16("wanted_major"), rq.Card16("wanted_minor")),
    (rq.Card8("supported"), rq.Card16("major"), rq.Card16("minor"), rq.Pad(20)),
)
"""Has to come first, or the others are refused."""
SelectEvents: Final = order_of(
    "SelectEvents",
    1,
    rq.Card16("device"),
    rq.Card16("affected"),
    rq.Card16("clear"),
    rq.Card16("whole"),
    rq.Card16("affected_map"),
    rq.Card16("map"),
)
"""``whole``: the kinds of events, as bits, that are wanted in all their details."""
GetState: Final = question_of(
    "GetState",
    4,
    (rq.Card16("device"), rq.Pad(2)),
    (
        rq.Card8("device"),
        rq.Card8("mods"),
        rq.Card8("base_mods"),
        rq.Card8("latched_mods"),
        rq.Card8("locked_mods"),
        rq.Card8("group"),
        rq.Card8("locked_group"),
        rq.Pad(18),
    ),
)
"""Which modifiers and which group are in force."""
LockModifiers: Final = order_of(
    "LockModifiers", 5, rq.Card16("device"), rq.Card8("affected"), rq.Card8("locked"), rq.Pad(8)
)
"""Locks those of ``affected`` that are in ``locked``, and unlocks the others: no key is pressed for it."""
GetMap: Final = question_of(
    "GetMap",
    8,
    (rq.Card16("device"), rq.Card16("full"), rq.Pad(20)),
    (
        rq.Card8("device"),
        rq.Pad(2),
        rq.Card8("first"),
        rq.Card8("last"),
        rq.Card16("present"),
        rq.Card8("first_type"),
        rq.Card8("types"),
        rq.Card8("all_types"),
        rq.Card8("first_key"),
        rq.Card16("all_symbols"),
        rq.Card8("keys"),
        rq.Pad(12),
        rq.Card8("all_modifiers"),
        rq.Pad(6),
        rq.Binary("body"),
    ),
)
"""What the keys mean; ``body`` is read by ``x11_keyboard``."""
QueryVersion: Final = question_of(
    "QueryVersion",
    47,
    (rq.Card16("wanted_major"), rq.Card16("wanted_minor")),
    (rq.Card16("major"), rq.Card16("minor"), rq.Pad(20)),
)
"""XInput from 2.1 on names the device in raw events, and tells them while somebody grabs the device."""
Changed: Final[Any] = type(
    "Changed",
    (rq.Event,),
    {
        "_code": None,
        "_fields": rq.Struct(rq.Card8("type"), rq.Card8("kind"), rq.Card16("sequence_number"), rq.Pad(28)),
    },
)
"""Any event of the keyboard extension; ``kind`` says which."""


def extension(display: Any, name: str) -> Any:
    """What the display says of an extension, whose requests can be made from then on; ``None``: it is not there."""
    told = display.query_extension(name)
    if told is None or not told.present:
        return None
    display.display.set_extension_major(name, told.major_opcode)
    return told
