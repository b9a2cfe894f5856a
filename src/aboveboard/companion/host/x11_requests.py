"""Requests of X extensions that python-xlib does not have, or not in a form that is quick enough."""

from __future__ import annotations

from typing import Any, Final

from Xlib.protocol import rq

SHM: Final = "MIT-SHM"
DAMAGE: Final = "DAMAGE"
XFIXES: Final = "XFIXES"
XRES: Final = "X-Resource"


def order_of(name: str, number: int, *fields: Any) -> Any:
    """A request without an answer."""
    shape = rq.Struct(rq.Card8("opcode"), rq.Opcode(number), rq.RequestLength(), *fields)
    return type(name, (rq.Request,), {"_request": shape})


def question_of(name: str, number: int, fields: tuple[Any, ...], answer: tuple[Any, ...]) -> Any:
    """A request with an answer, whose second byte is the first field if that has one byte."""
    shape = rq.Struct(rq.Card8("opcode"), rq.Opcode(number), rq.RequestLength(), *fields)
    head = () if isinstance(answer[0], rq.Card8) else (rq.Pad(1),)
    first, rest = ((answer[0],), answer[1:]) if not head else (head, answer)
    reply = rq.Struct(rq.ReplyCode(), *first, rq.Card16("sequence_number"), rq.ReplyLength(), *rest)
    return type(name, (rq.ReplyRequest,), {"_request": shape, "_reply": reply})


DamageCreate: Final = order_of(
    "DamageCreate", 1, rq.Card32("damage"), rq.Card32("drawable"), rq.Card8("level"), rq.Pad(3)
)
DamageSubtract: Final = order_of("DamageSubtract", 3, rq.Card32("damage"), rq.Card32("repair"), rq.Card32("parts"))
# An empty list of rectangles is an empty region.
CreateRegion: Final = order_of("CreateRegion", 5, rq.Card32("region"))
FetchRegion: Final = question_of(
    "FetchRegion",
    19,
    (rq.Card32("region"),),
    (rq.Int16("x"), rq.Int16("y"), rq.Card16("width"), rq.Card16("height"), rq.Pad(16), rq.Binary("body")),
)
GetCursorImage: Final = question_of(
    "GetCursorImage",
    4,
    (),
    (
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Card16("width"),
        rq.Card16("height"),
        rq.Card16("xhot"),
        rq.Card16("yhot"),
        rq.Card32("cursor_serial"),
        rq.Pad(8),
        rq.Binary("body"),
    ),
)
ShmAttach: Final = order_of(
    "ShmAttach", 1, rq.Card32("segment"), rq.Card32("identifier"), rq.Card8("read_only"), rq.Pad(3)
)
ShmDetach: Final = order_of("ShmDetach", 2, rq.Card32("segment"))
ShmGetImage: Final = question_of(
    "ShmGetImage",
    4,
    (
        rq.Card32("drawable"),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Card16("width"),
        rq.Card16("height"),
        rq.Card32("plane_mask"),
        rq.Card8("format"),
        rq.Pad(3),
        rq.Card32("segment"),
        rq.Card32("offset"),
    ),
    (rq.Card8("depth"), rq.Card32("visual"), rq.Card32("size"), rq.Pad(16)),
)
QueryClientIds: Final = question_of(
    "QueryClientIds",
    4,
    (rq.Card32("count"), rq.Card32("client"), rq.Card32("mask")),
    (rq.Card32("found"), rq.Pad(20), rq.Binary("body")),
)
