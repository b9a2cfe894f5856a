"""Dates and versions that fit together: no gap, no overlap, nothing changed under a name that is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_of
from aboveboard.notice.model import Head

FILE = "notice.toml"


class Earlier(msgspec.Struct, frozen=True):
    """A version that was published already: its name, its first day, its address (SHA-256, hex)."""

    version: str
    effective: date
    source_hash: str


def incoherent(head: Head, source_hash: str, source: str, earlier: Iterable[Earlier] = ()) -> list[Problem]:
    """What does not fit between a notice's dates, its terms and the versions before it. `source`: notice.toml's text.

    A version that is published already, unchanged, fits.
    """
    found: list[Problem] = []
    day = line_of(source, ["effective"])
    if head.terms.effective > head.effective:
        found.append(
            Problem(
                FILE,
                line_of(source, ["terms", "effective"]),
                f"The terms begin on {head.terms.effective}, after this notice ({head.effective}): in between "
                "nobody could accept any, so nobody could be helped.",
                f"Let the terms begin on {head.effective} or before.",
                stops=False,
            )
        )
    for one in earlier:
        if one.version == head.version:
            if one.source_hash != source_hash:
                what = (
                    f"Version `{one.version}` is published already, with other words (address {one.source_hash[:12]}…)."
                )
                write = "Give the changed notice a new version and a later first day; what is published stays as it is."
                found.append(Problem(FILE, line_of(source, ["version"]), what, write))
        elif one.source_hash != source_hash and head.effective <= one.effective:
            what = (
                f"This version begins on {head.effective}, yet version `{one.version}` begins on {one.effective}: "
                "on one day two versions would be in force."
            )
            write = f"Let it begin after {one.effective}, with the time in between that the notice promises."
            found.append(Problem(FILE, day, what, write))
    return found
