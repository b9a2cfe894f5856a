"""What a session's looks at the computer showed, before and after: for its receipt, and for the summary."""

import datetime as dt
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from aboveboard.diagnostics import texts
from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.ledger.content import canonical, commitment
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys.computers_seen import Shared, gravity, read, rules, worst_first
from aboveboard.remote import computers
from aboveboard.remote.computers import AFTER, BEFORE
from aboveboard.wire.computer import ComputerFinding, ComputerReport

log = logging.getLogger(__name__)
ARROW = "→"
"""Stands between a figure and what became of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one finding between two looks: `mended`, `still` there, `new`, or not looked at again (`unknown`).

    `seen`: there was one look alone.
    """

    state: Literal["mended", "still", "new", "unknown", "seen"]
    before: ComputerFinding | None
    after: ComputerFinding | None

    @property
    def found(self) -> ComputerFinding:
        """The finding by which it is named."""
        found = self.before or self.after
        assert found is not None
        return found

    @property
    def gravity(self) -> tuple[int, str, str]:
        """Where it stands among others: as grave as it ever was."""
        return min(gravity(one) for one in (self.before, self.after) if one is not None)


@dataclass(frozen=True, slots=True)
class Looks:
    """What the first and the last look of a session showed, the gravest first.

    `before` and `after` are the moments at which they were taken in: the last one came up to a minute before the end.
    """

    before: dt.datetime
    after: dt.datetime | None
    changes: list[Change]
    unknown: int = 0
    """How many checks the last of them could not make."""


def looks_of_session(session: Any, reason: str, asker: Access) -> Looks | None:
    """What was seen of the computer in a session, opened for `reason`; None where nothing was, or nothing opens."""
    by_occasion = {shared.occasion: shared for shared, _salt in _opened(session, reason, asker)}
    first, last = by_occasion.get(BEFORE), by_occasion.get(AFTER)
    if first is None:
        return None
    if last is None:
        seen = [Change("seen", one, None) for one in worst_first(first.report.findings)]
        return Looks(first.at, None, seen, first.report.unknown)
    return Looks(first.at, last.at, changes(first.report, last.report), last.report.unknown)


def shown_looks(session: Any, bound: list[dict[str, Any]], reason: str, asker: Access) -> list[dict[str, Any]]:
    """The looks to which a record is `bound`, with the salts that show it, as far as `reason` opens them."""
    commitments = {str(row["occasion"]): str(row["commitment"]) for row in bound}
    shown = []
    for shared, salt in _opened(session, reason, asker) if commitments else ():
        look = computers.look(shared.report, shared.occasion)
        if commitment(bytes.fromhex(salt), canonical(look)) == commitments.get(shared.occasion):
            shown.append({"salt": salt, "look": look})
        else:
            log.error("what is kept of a look at a computer is not what the record of its session is bound to")
    return shown


def _opened(session: Any, reason: str, asker: Access) -> list[tuple[Shared, str]]:
    """The looks of a session with their salts, in order; empty where `reason` opens none of them."""
    rows = computers.reports_of_session(session.pk)
    # Who typed a code reads the proof of the session, which has none of it.
    if asker.kind == "code" or not rows or not features.is_on("computer"):
        return []
    try:
        with purpose(reason, subject=session.subject, access=asker) as here:
            if not here.allows("device-facts", session.subject):
                return []
            return [(shared, row.salt) for row in rows for shared in read([row])]
    except Closed:
        return []


def changes(before: ComputerReport, after: ComputerReport) -> list[Change]:
    """What became of each finding of either look, and of what came after the first and went, the gravest first."""
    mended = {(one.rule, one.subject): one for one in after.mended}
    there = {(one.rule, one.subject): one for one in after.findings}
    known = {(one.rule, one.subject) for one in before.findings}
    told = []
    for one in before.findings:
        key = (one.rule, one.subject)
        state: Literal["mended", "still", "unknown"] = "unknown"
        if key in there:
            state = "still"
        elif key in mended:
            state = "mended"
        told.append(Change(state, one, there.get(key) or mended.get(key)))
    told += [Change("new", None, one) for key, one in there.items() if key not in known]
    # It was told between the two looks, by one that is not kept: only how it is now is known.
    told += [Change("mended", None, one) for key, one in mended.items() if key not in known | there.keys()]
    return sorted(told, key=lambda one: one.gravity)


def said(change: Change, language: str) -> str:
    """A change in one sentence: what it is about, the figure before and after, how it stands."""
    name = texts.headline(rules().get(change.found.rule), change.found, language)
    moved, state = figures(change, language), states(language)[change.state]
    return f"{name}: {moved} ({state})" if moved else f"{name}: {state}"


def states(language: str) -> dict[str, str]:
    """How a finding stands at the end, in words; empty where there was one look alone."""
    with translation.override(language):
        return {
            "mended": _("put right"),
            "still": _("not right yet"),
            "new": _("found at the end"),
            "unknown": _("not looked at again"),
            "seen": "",
        }


def figures(change: Change, language: str) -> str:
    """The figure before and after, such as `97 % → 61 %`, once where it has not moved; empty for a finding without."""
    later = change.after if change.before is not None else None
    # No break between a number and its unit.
    return re.sub(r"(?<=\d) (?=[^\W\d]|[%°])", "\u00a0", texts.figure(change.found, language, later))


def has_changed(changes: Iterable[Change], language: str) -> bool:
    """Whether anything came, went, or has another figure; no where all is as it was."""
    return any(one.state in ("mended", "new") or ARROW in figures(one, language) for one in changes)
