"""The inbox: every finding from the day it was found until a month after it went away. Values in, values out.

What stands here is kept on the disk, so it has the words of the rules and no name of a disk, a program or a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from aboveboard.diagnostics.looks import Outcome
from aboveboard.wire.computer import Amount, RuleId, Severity, Subject, ValueName
from aboveboard.wire.payloads import Count

DAY: Final = 86_400
OPEN_MOST: Final = 100
"""More findings than this say nothing more; the worst are kept."""
PAST_MOST: Final = 200
PAST_KEPT: Final = 30 * DAY
WEIGHT: Final[dict[str, int]] = {"": 0, "info": 1, "warn": 2, "critical": 3}

_VALUE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")

Key = tuple[str, str]
"""The rule and the subject of a finding."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finding. Times are Unix seconds, 0 where it has not happened.

    ``told`` is the severity at which a notification showed it, ``handle`` what its notifier needs to take it back while
    it may still be on the screen. ``quiet`` is set while the person has put off this very finding.
    """

    rule: RuleId
    subject: Subject
    severity: Severity
    since: Count
    found: Count
    values: dict[ValueName, Amount] = {}
    limits: dict[ValueName, Amount] = {}
    told: Literal["", "info", "warn", "critical"] = ""
    told_at: Count = 0
    handle: str = ""
    quiet: bool = False
    resolved: Count = 0

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.rule, self.subject

    @property
    def open(self) -> bool:
        """Whether it is still so, as far as anybody knows."""
        return not self.resolved


class Inbox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``below_told``: when a notification below critical was shown last; ``info_told``: one of information.

    ``stale``: handles of notifications that may be on the screen although no entry names them any more.
    """

    entries: tuple[Entry, ...] = ()
    stale: tuple[str, ...] = ()
    below_told: Count = 0
    info_told: Count = 0

    def open(self) -> list[Entry]:
        """What is so now, the worst first, then what was found first."""
        return sorted((one for one in self.entries if one.open), key=_worst_first)

    def past(self) -> list[Entry]:
        """What is over, the newest first."""
        return sorted((one for one in self.entries if not one.open), key=lambda one: (-one.resolved, one.key))


def observe(inbox: Inbox, outcomes: Sequence[Outcome], read: Collection[str], now: float) -> Inbox:
    """The inbox after a look. ``read`` has the rules whose measure was read in it, whatever it was.

    A finding is over when its rule says ok of it, or was read and no longer knows such a thing (a disk that was
    unplugged). A finding whose rule cannot say, or was not looked at this time, stays: unknown is never ok.
    """
    moment = max(1, int(now))
    states = {(one.rule, one.subject): one for one in outcomes}
    unsure = {one.rule for one in outcomes if one.state == "unknown" and not one.subject}
    entries, standing = [], set()
    for entry in inbox.entries:
        entry = _believable(entry, moment)
        outcome = states.get(entry.key)
        state = outcome.state if outcome else "unknown" if entry.rule in unsure or entry.rule not in read else "ok"
        if entry.open and outcome and state == "problem":
            entry = _as_now(entry, outcome)
        elif entry.open and state == "ok":
            entry = replace(entry, resolved=moment, quiet=False)
        if entry.open:
            standing.add(entry.key)
        entries.append(entry)
    new = [_new(one, moment) for key, one in states.items() if one.state == "problem" and key not in standing]
    return replace(
        with_entries(inbox, _bounded([*entries, *(one for one in new if one)], moment)),
        below_told=min(inbox.below_told, moment),
        info_told=min(inbox.info_told, moment),
    )


def only_of(inbox: Inbox, rules: Collection[str], now: float) -> Inbox:
    """The inbox without open findings of rules that are gone: nobody would ever say that they are over."""
    return replace(
        inbox,
        entries=tuple(
            replace(one, resolved=max(1, int(now)), quiet=False) if one.open and one.rule not in rules else one
            for one in inbox.entries
        ),
    )


def with_entries(inbox: Inbox, entries: Iterable[Entry]) -> Inbox:
    """The inbox with these instead; a notification that none of them names is stale."""
    entries = tuple(entries)
    lost = {one.handle for one in inbox.entries} - {one.handle for one in entries} - {""}
    return replace(inbox, entries=entries, stale=tuple(sorted(lost | set(inbox.stale))))


def handles(inbox: Inbox) -> set[str]:
    """The notifications that may be on the screen."""
    return {*inbox.stale, *(one.handle for one in inbox.entries if one.handle)}


def without_handles(inbox: Inbox, handles: Collection[str]) -> Inbox:
    """The inbox once these notifications are off the screen."""
    return replace(
        inbox,
        entries=tuple(replace(one, handle="") if one.handle in handles else one for one in inbox.entries),
        stale=tuple(one for one in inbox.stale if one not in handles),
    )


def _new(outcome: Outcome, moment: int) -> Entry | None:
    """The entry of a finding; none for an outcome that no inbox could be read with again."""
    since = int(outcome.since)
    fields = {
        "rule": outcome.rule,
        "subject": outcome.subject,
        "severity": outcome.severity,
        "since": since if 0 < since <= moment else moment,
        "found": moment,
    }
    try:
        return _as_now(msgspec.convert(fields, Entry), outcome)
    except msgspec.ValidationError:
        return None


def _as_now(entry: Entry, outcome: Outcome) -> Entry:
    return replace(entry, severity=outcome.severity, values=_amounts(outcome.values), limits=_amounts(outcome.limits))


def _amounts(values: Mapping[str, float]) -> dict[str, float]:
    """What of this can be kept."""
    sound = {name: float(amount) for name, amount in values.items() if _VALUE.match(name) and abs(amount) <= 1e18}
    return dict(list(sound.items())[:8])


def _believable(entry: Entry, moment: int) -> Entry:
    """Without times in the future, which a clock that was put back leaves behind."""
    if max(entry.found, entry.since, entry.told_at, entry.resolved) <= moment:
        return entry
    return replace(
        entry,
        found=min(entry.found, moment),
        since=min(entry.since, moment),
        told_at=min(entry.told_at, moment),
        resolved=min(entry.resolved, max(1, moment)),
    )


def _bounded(entries: Iterable[Entry], moment: int) -> tuple[Entry, ...]:
    entries = tuple(entries)
    # What was told is not lost to what is no worse: it would be found, and told, as new.
    live = sorted((one for one in entries if one.open), key=lambda one: (not one.told, *_worst_first(one)))
    live = sorted(live, key=lambda one: one.severity != "critical")[:OPEN_MOST]
    # One that is still on the screen stays until it was taken back.
    over = [one for one in entries if not one.open and (one.handle or moment - one.resolved < PAST_KEPT)]
    return (*live, *sorted(over, key=lambda one: -one.resolved)[:PAST_MOST])


def _worst_first(entry: Entry) -> tuple[int, int, Key]:
    return -WEIGHT[entry.severity], entry.found, entry.key
