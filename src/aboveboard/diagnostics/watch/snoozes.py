"""What the person has put off, and until when: everything, a rule, or one finding of a rule."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from aboveboard.diagnostics.watch.inbox import DAY, Entry
from aboveboard.wire.payloads import Count

EVERYTHING: Final = "everything"
LONGEST: Final = 366 * DAY
MOST: Final = 200

Name = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[a-z0-9. -]+\Z")]


class Snooze(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``what``: ``everything``, a rule, or a rule and a subject with a space between."""

    what: Name
    until: Count


class Snoozes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is put off; what has run out does no harm."""

    put_off: Annotated[tuple[Snooze, ...], msgspec.Meta(max_length=MOST)] = ()

    def of(self, entry: Entry, now: float) -> bool:
        """Whether the person has put off this very finding, or all of its rule."""
        names = (entry.rule, name_of(entry))
        return any(one.what in names and _runs(one, now) for one in self.put_off)

    def all_quiet(self, now: float) -> bool:
        """Whether nothing below critical is to be shown at all."""
        return any(one.what == EVERYTHING and _runs(one, now) for one in self.put_off)

    def running(self, now: float) -> tuple[Snooze, ...]:
        """What is put off now, the first to end first."""
        return tuple(sorted((one for one in self.put_off if _runs(one, now)), key=lambda one: (one.until, one.what)))

    def put(self, what: str, until: float, now: float) -> Snoozes:
        """With this put off, instead of what was said of it before. A year and a day is the longest."""
        end = int(min(until, now + LONGEST))
        others = [one for one in self.running(now) if one.what != what]
        return Snoozes((*others[-(MOST - 1) :], Snooze(what, max(0, end))))

    def end(self, what: str, now: float) -> Snoozes:
        """With this no longer put off."""
        return Snoozes(tuple(one for one in self.running(now) if one.what != what))


def name_of(entry: Entry) -> str:
    """How this finding alone is named."""
    return f"{entry.rule} {entry.subject}".strip()


def _runs(snooze: Snooze, now: float) -> bool:
    # One that ends later than any may be was set by a clock that ran ahead.
    return now < snooze.until <= now + LONGEST
