"""What diagnostics say in the person's language. English is the source; German stands in ``words_de.toml``."""

from __future__ import annotations

import locale
import os
import re
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.texts_values import MONTHS

LANGUAGES: Final = ("en", "de")
_GERMAN: Final = Path(__file__).with_name("words_de.toml")
_DETAILED: Final = ("This could not be read", "This could not be understood")
_NUMBER: Final = re.compile(r"[0-9]+([.,][0-9]+)?")
_KB: Final = 1000


def language_of_system() -> str:
    """What this computer speaks, by what its own programs go by: ``en`` or ``de``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if named := os.environ.get(name, ""):
            return "de" if named[:2].lower() == "de" else "en"
    # Windows has no such variables, and writes it out: "German_Germany".
    return "de" if (locale.getlocale()[0] or "").lower().startswith(("de_", "german")) else "en"


def say(english: str, language: str, **values: object) -> str:
    """The sentence in this language, with its values put in; one that is not in the catalogue stays English."""
    words = german().get(english, english) if language == "de" else english
    return words.format(**values) if values else words


def reason(why: str, language: str) -> str:
    """Why something is not known. What a strange file made a probe say is left out: the file speaks in it."""
    bare = next((f"{known}." for known in _DETAILED if why.startswith(f"{known}: ")), why)
    if language != "de" or bare in german():
        return say(bare, language)
    # Sentences with a number in them stand in the catalogue with a gap.
    number = _NUMBER.search(bare)
    gapped = bare.replace(number.group(), "{number}", 1) if number else bare
    return say(gapped, language, number=number.group()) if number and gapped in german() else bare


@cache
def german() -> dict[str, str]:
    """English → German."""
    return dict(tomllib.loads(_GERMAN.read_text("utf-8"))["de"])


def printable(text: str) -> str:
    """The text with a question mark for each sign that nobody sees: a terminal obeys some of them."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def count(one: str, many: str, number: int, language: str) -> str:
    """One of two sentences for so many, with ``{number}`` put in."""
    return say(one if number == 1 else many, language, number=number)


def size(amount: float, language: str) -> str:
    """Bytes of a disk as people and shops say them: 1 GB is 1000³ bytes."""
    return _sized(amount, _KB, language)


def memory_size(amount: float, language: str) -> str:
    """Bytes of memory as systems say them: 1 GB is 1024³ bytes."""
    return _sized(amount, 1024, language)


def _sized(amount: float, step: int, language: str) -> str:
    unit = "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if abs(amount) < step or unit == "TB":
            break
        amount /= step
    digits = 0 if unit == "B" or amount >= 100 or round(amount % 1, 1) in (0, 1) else 1
    return f"{decimal(amount, digits, language)} {unit}"


def decimal(amount: float, digits: int, language: str) -> str:
    """A number with so many decimals, and a comma where the language has one."""
    text = f"{amount:.{digits}f}"
    return text.replace(".", ",") if language == "de" else text


def moment(unix: float, language: str) -> str:
    """A moment as day and time on this computer's clock; one that no calendar has in Unix seconds."""
    try:
        here = datetime.fromtimestamp(unix).astimezone()
    except (ValueError, OverflowError, OSError):
        return f"{unix:.0f}"
    if language == "de":
        return here.strftime("%d.%m.%Y, %H:%M")
    # Qt switches to the system's language, and with it strftime's names of months.
    return f"{here.day} {MONTHS[here.month - 1][0]} {here:%Y, %H:%M}"
