"""Why a help desk did not let somebody in: what happened, what was kept, what to do."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop

_WORDS: Final = {
    "unknown": (noop("They do not know this code"), noop("Check each digit and type it again.")),
    "used": (noop("This code was used already"), noop("Each code works once: ask your technician for a new one.")),
    "expired": (noop("This code has run out"), noop("Ask your technician for a new one.")),
    "ended": (noop("This session has ended"), noop("Nothing is shared. Ask your technician for a new code.")),
    "limited": (
        noop("Too many wrong codes"),
        noop("They came from your network. No code was used up. Wait ten minutes, then type it again."),
    ),
    "off": (noop("There are no sessions here"), noop("This company does not offer to see your screen.")),
    "unreachable": (
        noop("The help desk did not answer"),
        noop("Your code is still good. Check the address and your network, then try again."),
    ),
    "return": (
        noop("There is no session to come back to"),
        noop("It was too long ago, or it has ended. Nothing was shared. Ask your technician for a new code."),
    ),
    "screen": (
        noop("This desktop cannot be shown"),
        noop("Nothing was shared. On Linux, sign in with “Xorg” or “X11” instead of “Wayland”, then try again."),
    ),
}
_OTHER: Final = (
    noop("The help desk gave an answer that makes no sense"),
    noop("Nothing was shared. Is this the address that the company gave to you?"),
)


def refusal(code: str) -> tuple[str, str]:
    """A title and what to do."""
    title, words = _WORDS.get(code, _OTHER)
    return _(title), _(words)
