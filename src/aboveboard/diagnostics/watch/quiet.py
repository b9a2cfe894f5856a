"""When a finding may be shown as a notification, and when one is taken back. All that may interrupt is decided here.

- Only what two looks found, a minute apart: a computer that wakes up has no network yet, and a moment later it has.
- Below critical at most one notification in 24 hours. It names all that waits, so that nothing drips in day by day.
- Information alone: at most one in a week.
- What was told is not told again while it lasts, unless it has become critical, or the person put it off and the time
  has run out.
- What comes back soon after it went is not told anew before some time has passed.
- What is over, or was put off, is taken off the screen.
- What the person put off is not told, critical or not. Putting off everything leaves the critical.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from aboveboard.diagnostics.watch.inbox import DAY, WEIGHT, Entry, Inbox, Key, handles, with_entries
from aboveboard.diagnostics.watch.snoozes import Snoozes

FOUND_AGAIN: Final = 45
"""Looks come each minute: what was found this long ago (s) and still stands was found by two of them."""
BETWEEN_BELOW: Final = DAY
BETWEEN_INFORMATION: Final = 7 * DAY
BEFORE_AGAIN: Final = {"critical": DAY // 4, "warn": 3 * DAY, "info": 30 * DAY}
"""How long after it was told something that went and came back is told anew, by how bad it is now."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Show one notification about these: the first is the worst and gives it its name."""

    entries: tuple[Entry, ...]

    @property
    def critical(self) -> bool:
        """Whether it may interrupt at any time."""
        return self.entries[0].severity == "critical"


def wake(inbox: Inbox, snoozes: Snoozes, now: float) -> Inbox:
    """The inbox by what is put off now. What was put off and has come to its end may be told once more."""
    return replace(inbox, entries=tuple(_by_snoozes(one, snoozes, now) for one in inbox.entries))


def to_tell(inbox: Inbox, snoozes: Snoozes, now: float) -> Tell | None:
    """The one notification that is due now, if any."""
    told_before = _told_before(inbox.entries)
    waiting = [one for one in inbox.open() if _waits(one, told_before.get(one.key, {}), now)]
    critical = tuple(one for one in waiting if one.severity == "critical")
    if critical:
        return Tell(critical)
    if not waiting or snoozes.all_quiet(now) or now - inbox.below_told < BETWEEN_BELOW:
        return None
    if waiting[0].severity == "info" and now - inbox.info_told < BETWEEN_INFORMATION:
        return None
    return Tell(tuple(waiting))


def told(inbox: Inbox, tell: Tell, now: float) -> Inbox:
    """The inbox with this notification counted. Keep it before anything is shown: rather not told than told twice."""
    moment = max(1, int(now))
    keys = {one.key for one in tell.entries}
    entries = tuple(
        replace(one, told=one.severity, told_at=moment) if one.open and one.key in keys else one
        for one in inbox.entries
    )
    if tell.critical:
        return replace(inbox, entries=entries)
    information = tell.entries[0].severity == "info"
    return replace(inbox, entries=entries, below_told=moment, info_told=moment if information else inbox.info_told)


def shown(inbox: Inbox, tell: Tell, handle: str) -> Inbox:
    """The inbox with what is needed to take this notification back."""
    keys = {one.key for one in tell.entries}
    return with_entries(
        inbox, (replace(one, handle=handle) if one.open and one.key in keys else one for one in inbox.entries)
    )


def to_withdraw(inbox: Inbox) -> list[str]:
    """The handles of notifications of which nothing is left to show."""
    needed = {one.handle for one in inbox.entries if one.open and not one.quiet}
    return sorted(handles(inbox) - needed)


def _by_snoozes(entry: Entry, snoozes: Snoozes, now: float) -> Entry:
    quiet = entry.open and snoozes.of(entry, now)
    if quiet == entry.quiet:
        return entry
    if quiet:
        return replace(entry, quiet=True)
    return replace(entry, quiet=False, told="")


def _waits(entry: Entry, told_before: dict[str, int], now: float) -> bool:
    if entry.quiet or now - entry.found < FOUND_AGAIN:
        return False
    if entry.told:
        return entry.severity == "critical" and entry.told != "critical"
    # Told milder before is no reason to hold back what is worse now.
    recently = [at for level, at in told_before.items() if WEIGHT[level] >= WEIGHT[entry.severity]]
    return not recently or now - max(recently) >= BEFORE_AGAIN[entry.severity]


def _told_before(entries: Iterable[Entry]) -> dict[Key, dict[str, int]]:
    """When findings that are over were told last, by how bad they were then."""
    times: dict[Key, dict[str, int]] = {}
    for entry in entries:
        if entry.resolved and entry.told:
            levels = times.setdefault(entry.key, {})
            levels[entry.told] = max(levels.get(entry.told, 0), entry.told_at)
    return times
