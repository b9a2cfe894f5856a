"""The texts of the windows in the person's language. English is the source; see ``locale/``."""

from __future__ import annotations

import gettext as library
from datetime import datetime
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "de")
_FOLDER: Final = Path(__file__).with_name("locale")
_DOMAIN: Final = "companion"


class _Spoken:
    """The language in use; one for the whole program, as there is one person in front of it."""

    catalogue: library.NullTranslations = library.NullTranslations()
    language: str = "en"


def speak(language: str) -> None:
    """Use this language from now on; one that is not there is English."""
    _Spoken.language = language if language in LANGUAGES else "en"
    _Spoken.catalogue = library.translation(_DOMAIN, _FOLDER, [_Spoken.language], fallback=True)


def spoken() -> str:
    """The language in use: ``en`` or ``de``."""
    return _Spoken.language


def gettext(message: str) -> str:
    """The text in the person's language."""
    return _Spoken.catalogue.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The text for so many, in the person's language."""
    return _Spoken.catalogue.ngettext(one, many, number)


def gettext_noop(message: str) -> str:
    """Marks a text of a table, which is translated when it is shown."""
    return message


def clock_time(microseconds: int) -> str:
    """A moment (µs since 1970) as hours and minutes on this computer's clock."""
    return datetime.fromtimestamp(microseconds / 1_000_000).astimezone().strftime("%H:%M")


def size_in_words(size: int) -> str:
    """A number of bytes as people say it."""
    amount, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    figure = f"{amount:.0f}" if unit == "B" or amount >= 100 else f"{amount:.1f}"
    return f"{figure.replace('.', ',') if _Spoken.language == 'de' else figure} {unit}"
