"""The clipboard of this computer, as text: what is copied while somebody listens, and putting something there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from aboveboard.wire.limits import CLIP_CHARACTERS

MOST_BYTES: Final = 4 * CLIP_CHARACTERS


class Kept(StrEnum):
    """Why something that was copied is not given on."""

    LONG = "long"
    """Longer than the wire carries."""
    SECRET = "secret"  # noqa: S105  # the name of a reason
    """The program that it was copied in says that it is a password."""
    MASKED = "masked"
    """It was copied in a window that is never shown."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What somebody copied: the text, or why it is kept back, and then no text."""

    text: str = ""
    kept: Kept | None = None

    def __repr__(self) -> str:
        return f"Copied({len(self.text)} characters, kept={self.kept})"


class Clipboard(Protocol):
    """Calls return at once and come from any thread. What is copied is told from a thread of the clipboard's own."""

    def listen(self, came: Callable[[Copied], None]) -> None:
        """Tell what is copied from now on; what was there before is never told."""

    def rest(self) -> None:
        """Tell nothing any more from the moment this returns."""

    def put(self, text: str) -> None:
        """Have this text pasted at this computer from now on."""

    def close(self) -> None:
        """Let go; what was put there goes with it."""


def harmless(text: str) -> str:
    """The text without what no person types and a terminal would obey: control characters other than tab and lines."""
    return "".join(sign for sign in text if sign in "\t\n\r" or not (sign < " " or "\x7f" <= sign <= "\x9f"))
