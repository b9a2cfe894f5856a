"""What was shared about a computer, opened for whoever may read it: the reports, what changed, what is remembered."""

import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from aboveboard.cases import queries as cases
from aboveboard.diagnostics import texts
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rules import Rule, load_rules
from aboveboard.diagnostics.words import decimal, size
from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.remote import computers
from aboveboard.remote.computers import AFTER, BEFORE, Visit
from aboveboard.wire.computer import ComputerFinding, ComputerReport, read_report

log = logging.getLogger(__name__)
UNITS: dict[str, str] = {name: unit for measure in MEASURES.values() for name, unit in measure.values.items()}
"""The unit of each value that a finding may have."""
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Shared:
    """One report that was shared: with the request (`asked`), or in a session (`before`, `after`)."""

    occasion: str
    at: dt.datetime
    report: ComputerReport


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one finding between two looks: `mended`, `still` there, `new`, or not looked at again."""

    state: Literal["mended", "still", "new", "unknown"]
    before: ComputerFinding | None
    after: ComputerFinding | None

    @property
    def found(self) -> ComputerFinding:
        """The finding by which it is named."""
        found = self.before or self.after
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an earlier case left of the same computer. `number` is the case's, for whoever may look at that case."""

    at: dt.datetime
    number: str
    case: uuid.UUID
    before: tuple[ComputerFinding, ...]
    after: tuple[ComputerFinding, ...] | None
    done: tuple[str, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by id, the operator's among them: what is said of a finding stands there."""
    return load_rules(settings.ABOVEBOARD_RULES).by_id


def of_case(case: uuid.UUID) -> list[Shared]:
    """The reports of a case, in order; inside a purpose that opens them. Raises Closed."""
    return _read(computers.reports(case))


def _read(rows: list[Any]) -> list[Shared]:
    found = []
    for row in rows:
        try:
            found.append(Shared(row.occasion, row.kept_at, read_report(row.report.encode())))
        except ValueError:
            # Nothing of ours writes such a row: it is shown to nobody, and the check of the promise looks for it.
            log.error("what is kept as report %s is none", row.pk)
    return found


def changes_of_session(session: Any, reason: str, asker: Access) -> list[Change]:
    """What changed on the computer during a session, opened for `reason`; empty where that opens none of it."""
    rows = computers.reports_of_session(session.pk)
    # Who typed a code reads the proof of the session, which has none of it.
    if asker.kind == "code" or {row.occasion for row in rows} < {BEFORE, AFTER} or not features.is_on("computer"):
        return []
    try:
        with purpose(reason, subject=session.subject, access=asker) as here:
            if not here.allows("device-facts", session.subject):
                return []
            by_occasion = {shared.occasion: shared.report for shared in _read(rows)}
    except Closed:
        return []
    if len(by_occasion) < 2:
        return []
    return changes(by_occasion[BEFORE], by_occasion[AFTER])


def changes(before: ComputerReport, after: ComputerReport) -> list[Change]:
    """What became of each finding of `before`, then what is new."""
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
    return told + [Change("new", None, one) for key, one in there.items() if key not in known]


def remembered(case: Any, asker: Access) -> list[Remembered]:
    """What earlier cases left of this case's computer, opened for the technician whose case it is; else empty."""
    rows = computers.earlier(case.pk) if features.is_on("recognise") else []
    if not rows:
        return []
    try:
        with purpose("recognise", subject={row.subject for row in rows}, access=asker) as here:
            return [_remembered(row, asker) for row in rows if here.allows("machine-history", row.subject)]
    except Closed:
        return []


def _remembered(row: Any, asker: Access) -> Remembered:
    technician = asker.technician
    theirs = cases.case_for_staff(row.case_id, technician.pk, asker.role or "") if technician is not None else None
    after = _visit(row.after)
    return Remembered(
        at=row.kept_at,
        number=theirs.number if theirs is not None else "",
        case=row.case_id,
        before=_visit(row.before) or (),
        after=after,
        done=tuple(msgspec.json.decode(row.done, type=list[str])) if row.done else (),
    )


def _visit(text: str) -> tuple[ComputerFinding, ...] | None:
    return msgspec.json.decode(text, type=Visit).findings if text else None


def said(change: Change, language: str) -> str:
    """A change in one sentence: what it is about, the figure before and after, how it stands."""
    rule, found = rules().get(change.found.rule), change.found
    name = texts.headline(rule, found, language)
    figures = [figure(one, language) for one in (change.before, change.after) if one is not None]
    moved = " → ".join(one for one in figures if one)
    with translation.override(language):
        state = {
            "mended": _("put right"),
            "still": _("not right yet"),
            "new": _("found at the end"),
            "unknown": _("not looked at again"),
        }[change.state]
    return f"{name}: {moved} ({state})" if moved else f"{name}: {state}"


def figure(found: ComputerFinding, language: str) -> str:
    """The first figure of a finding that says how much; empty where it has none."""
    for name, value in found.values.items():
        unit = UNITS.get(name, "count")
        if unit not in ("flag", "counter"):
            return _with_unit(value, unit, language)
    return ""


def _with_unit(value: float, unit: str, language: str) -> str:
    if unit == "bytes":
        return size(value, language)
    if unit == "seconds":
        with translation.override(language):
            if value >= 2 * DAY:
                return _("%(number)s days") % {"number": decimal(value / DAY, 0, language)}
            if value >= 2 * HOUR:
                return _("%(number)s hours") % {"number": decimal(value / HOUR, 0, language)}
        return f"{decimal(value, 0, language)} s"
    if unit == "days":
        with translation.override(language):
            return _("%(number)s days") % {"number": decimal(value, 0, language)}
    # No break between a number and its unit.
    marks = {"share": "\u00a0%", "celsius": "\u00a0°C", "dbm": "\u00a0dBm"}
    number = value * 100 if unit == "share" else value
    return f"{decimal(number, 0, language)}{marks.get(unit, '')}"
