"""What the watch of this user remembers, for a single look: with it, a look knows since when and how fast."""

from __future__ import annotations

import time
from typing import Final, NamedTuple

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.watch.folder import Unreadable, short_lived_folder, state_folder
from aboveboard.diagnostics.watch.store import BETWEEN_WRITES_S, Store

FRESH_S: Final = 2 * BETWEEN_WRITES_S
"""A watch that has written nothing for so long does not run: what it said of then is not said of now."""


class Remembered(NamedTuple):
    """Both empty where no watch runs."""

    history: History | None = None
    standing: Standing | None = None


def remembered(rules: Rules, now: float | None = None) -> Remembered:
    """What the watch kept at its last look. Nothing is changed by asking."""
    try:
        kept = Store(state_folder(), short_lived_folder()).peek()
    except (OSError, Unreadable):
        return Remembered()
    age = (time.time() if now is None else now) - kept.looked
    if not 0 <= age <= FRESH_S or not kept.history or not kept.standing:
        return Remembered()
    return Remembered(History.from_json(kept.history.encode(), rules), Standing.from_json(kept.standing.encode()))
