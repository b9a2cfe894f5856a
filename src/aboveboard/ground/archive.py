"""Reading the published versions of the notice."""

import datetime as dt
from dataclasses import dataclass

from aboveboard.ground.models import PublishedNotice
from aboveboard.ground.notices import version
from aboveboard.notice import Notice

LEAST_PREFIX = 6
"""Digits of a hash by which an operator may name a version."""


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a published version without reading it."""

    hash: str
    version: str
    effective: dt.date
    published_at: dt.datetime
    material: bool


_COLUMNS = ("hash", "version", "effective", "published_at", "material")


def versions() -> list[Version]:
    """All published versions, the oldest first."""
    return [Version(*row) for row in PublishedNotice.objects.order_by("effective").values_list(*_COLUMNS)]


def in_force(today: dt.date) -> Version | None:
    """The latest whose date has come; before any date has come, the first: somebody has to be told something."""
    known = versions()
    come = [one for one in known if one.effective <= today]
    return come[-1] if come else known[0] if known else None


def package(hashed: str) -> bytes | None:
    """A version byte for byte, or None where none has this hash."""
    row = PublishedNotice.objects.filter(pk=hashed).first()
    return None if row is None else bytes(row.package)


def before(hashed: str) -> Version | None:
    """The version that was published before this one, or None for the first."""
    known = versions()
    place = next((number for number, one in enumerate(known) if one.hash == hashed), 0)
    return known[place - 1] if place else None


def find(name: str) -> Notice | None:
    """The published version that a version's name, or the beginning of exactly one hash, names."""
    known = versions()
    named = [one.hash for one in known if one.version == name]
    if not named and len(name) >= LEAST_PREFIX:
        named = [one.hash for one in known if one.hash.startswith(name.lower())]
    return version(named[0]) if len(named) == 1 else None
