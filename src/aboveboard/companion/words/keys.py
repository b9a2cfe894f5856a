"""What a key is called by those who look for it on their keyboard."""

from __future__ import annotations

from aboveboard.companion.words.texts import gettext as _


def printed(name: str) -> str:
    """The words on a stop key, by the name that ``StopKey`` has for it. Pause is not the only word on its key."""
    return _("Pause/Break") if name == "Pause" else name
