"""Why what was allowed waits for a moment, in the person's words."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop
from aboveboard.wire.types import Scope

_WHY: Final = {
    "person": noop("You are using the mouse or the keyboard yourself, so the technician waits."),
    "question": noop("The technician's mouse and keyboard wait until you have answered."),
    "rights": noop("Something asks for a password or for administrator rights: only you can type there."),
    "locked": noop("Your screen is locked: nobody can click or type from afar."),
    "own-window": noop("The technician cannot click or type in the windows of this program."),
    "rate": noop("Too many clicks at once: the technician waits a moment."),
    "paused": noop("Paused. Nothing is seen, and nobody can click or type from afar."),
}


def reasons() -> list[str]:
    """Each sentence that ``reason_of`` may ever say."""
    return [_(one) for one in _WHY.values()]


def reason_of(standing: Standing) -> str:
    """One sentence, or nothing while nothing waits."""
    if standing.paused:
        return _(_WHY["paused"])
    if standing.held in _WHY and any(one.scope is Scope.CONTROL for one in standing.live):
        return _(_WHY[standing.held])
    return ""
