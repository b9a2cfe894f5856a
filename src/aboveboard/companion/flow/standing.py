"""How things are at this moment, as the person is shown it: who, what is allowed since when, what is held back."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.companion.host.canvas import Rect
from aboveboard.wire.payloads import Card
from aboveboard.wire.types import Scope


@dataclass(frozen=True, slots=True)
class Stranger:
    """A technician as this end knows them: the seat, the card the company vouches for, and the phrase to compare."""

    participant: int
    card: Card
    phrase: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """One permission that holds; ``since_us`` in µs since 1970."""

    permission: str
    scope: Scope
    participant: int
    since_us: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``technicians`` were let in, the first at ``since_us`` (µs since 1970 by the help desk's clock; 0: not said yet).

    ``held``: why input is not obeyed now, as in CONTROL, empty when it is.

    ``told``: the technicians for whom the person agreed to a list of facts about this computer; nobody else gets any.
    ``part`` names what is shown (empty: everything) and ``place`` is where it is on the desktop, ``None`` where nobody
    knows; ``masks`` counts what is hidden of it.
    """

    technicians: tuple[Stranger, ...] = ()
    live: tuple[Live, ...] = ()
    paused: bool = False
    over: bool = False
    held: str = ""
    told: tuple[int, ...] = ()
    part: str = ""
    place: Rect | None = None
    masks: int = 0
    since_us: int = 0
