"""What the session machine tells its shell to do, in the order given.

``Permitted`` frames are forwarded; records are written to the database, then confirmed to the machine.
"""

from dataclasses import dataclass

from aboveboard.wire.closes import CloseCode
from aboveboard.wire.permit import Permitted
from aboveboard.wire.records import Record
from aboveboard.wire.seats import Line


@dataclass(frozen=True, slots=True)
class Send:
    """Send the relay's own frame on this line."""

    to: Line
    frame: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """Close this line's socket, after what was sent before; nothing more comes from it or goes to it."""

    to: Line
    code: CloseCode
    reason: str


Outcome = Send | Permitted | Record | Close
