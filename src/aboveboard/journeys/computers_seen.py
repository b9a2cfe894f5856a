"""What was shared about a computer, opened for whoever may read it: the reports, and what is remembered."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import msgspec
from django.conf import settings

from aboveboard.cases import queries as cases
from aboveboard.diagnostics.rules import Rule, load_rules
from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.remote import computers
from aboveboard.remote.computers import Visit
from aboveboard.wire.computer import ComputerFinding, ComputerReport, Severity, read_report

log = logging.getLogger(__name__)
_WORST = {severity: place for place, severity in enumerate(reversed(get_args(Severity)))}


@dataclass(frozen=True, slots=True)
class Shared:
    """One report that was shared: with the request (`asked`), or in a session (`before`, `after`)."""

    occasion: str
    at: dt.datetime
    report: ComputerReport


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


def worst_first(findings: Iterable[ComputerFinding]) -> list[ComputerFinding]:
    """The gravest first, as a report lists them, then by the part of the computer that they are about."""
    return sorted(findings, key=gravity)


def gravity(found: ComputerFinding) -> tuple[int, str, str]:
    """Where a finding stands among others: the smaller, the earlier."""
    return _WORST[found.severity], found.rule, found.subject


def of_case(case: uuid.UUID) -> list[Shared]:
    """The reports of a case, in order; inside a purpose that opens them. Raises Closed."""
    return read(computers.reports(case))


def read(rows: list[Any]) -> list[Shared]:
    """What these rows hold, in order; inside a purpose that opens them. Raises Closed."""
    found = []
    for row in rows:
        try:
            found.append(Shared(row.occasion, row.kept_at, read_report(row.report.encode())))
        except ValueError:
            # Nothing of ours writes such a row: it is shown to nobody, and the check of the promise looks for it.
            log.error("what is kept as report %s is none", row.pk)
    return found


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
