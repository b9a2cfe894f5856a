"""Whether a tool runs with the rights of an administrator, and who gives it them."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.flow.answers import Rights
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop

_NEEDS: Final = noop("It needs administrator rights")
_SAID: Final[dict[Rights, tuple[str, str]]] = {
    "asked": (_NEEDS, noop("Your system asks you for them itself. Type that password only there.")),
    "had": (_NEEDS, noop("This program was started with them, so your system does not ask you again.")),
    "given": (
        noop("It runs with administrator rights"),
        noop("It does not need them. But this program was started with them, and so is whatever it runs."),
    ),
}


def said_of(rights: Rights) -> tuple[str, str] | None:
    """A heading and a sentence, in the person's language; ``None`` where it runs without."""
    said = _SAID.get(rights)
    return None if said is None else (_(said[0]), _(said[1]))
