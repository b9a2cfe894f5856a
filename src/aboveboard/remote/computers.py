"""Recording what customers share about their computers, and what one case leaves for the next of the same computer.

What is kept is what `wire.computer` lets through, sealed for the person of the case. The number by which a computer is
known again is kept as a keyed hash alone: whoever reads the database cannot send it.
"""

import datetime as dt
import os
import uuid
from collections.abc import Collection
from typing import Any, Final, NamedTuple

import msgspec
from django.db.models import F

from aboveboard.cases import queries as cases
from aboveboard.ground import tokens
from aboveboard.ground.ledger.content import SALT_BYTES, canonical, commitment, moment
from aboveboard.remote.models import FindingCount, KnownComputer, MachineReport, ToolRun
from aboveboard.wire.computer import (
    REPORT_BYTES,
    ComputerFinding,
    ComputerReport,
    passed_on,
    read_report,
    write_report,
)

NUMBER: Final = "known-computer"
ASKED, BEFORE, AFTER = "asked", "before", "after"


class Visit(msgspec.Struct, frozen=True):
    """What is remembered of one look at a computer: what was wrong then. No fact, no name."""

    taken_at: int
    findings: tuple[ComputerFinding, ...] = ()


class Counted(NamedTuple):
    """In how many cases of a month a rule found something."""

    month: str
    rule: str
    cases: int


def keep_report(case: uuid.UUID, session: uuid.UUID | None, report: ComputerReport, at: dt.datetime) -> bool:
    """Keep what was shared, in the caller's transaction: by the form once, of a session the first and the last.

    Returns whether it is the first report of its case. `session` None: it came with the request for help.
    """
    subject = _subject(case)
    theirs = MachineReport.objects.filter(case_id=case)
    first = not theirs.exists()
    of_this = theirs.filter(session__isnull=True) if session is None else theirs.filter(session_id=session)
    occasion = ASKED if session is None else AFTER if of_this.filter(occasion=BEFORE).exists() else BEFORE
    found = of_this.filter(occasion=occasion).first()
    row = found or MachineReport(case_id=case, session_id=session, subject=subject, occasion=occasion)
    text = _written(msgspec.structs.replace(report, recognise=""))
    row.kept_at, row.keys, row.report = at, filled(text), text
    if session is not None:
        salt = os.urandom(SALT_BYTES)
        row.salt, row.commitment = salt.hex(), commitment(salt, canonical(look(read_report(text.encode()), occasion)))
    row.save()
    return first


def _written(report: ComputerReport) -> str:
    """A report as it is kept, with all its fields, no longer than any that can be read.

    One that left out what may be left out can be longer then: it loses the last of what it says. Our tool makes none.
    """
    while len(text := write_report(report)) > REPORT_BYTES and (report.mended or report.findings):
        mended, findings = report.mended[:-1], report.findings if report.mended else report.findings[:-1]
        report = msgspec.structs.replace(report, mended=mended, findings=findings)
    return text.decode()


def look(report: ComputerReport, occasion: str) -> dict[str, Any]:
    """What a look at the computer showed, as a receipt tells it: what is wrong, what was put right, the numbers.

    No fact about the computer itself is in it. Times are UTC; empty where nobody knows, or the person struck it out.
    """
    return {
        "occasion": occasion,
        "looked_at": _moment(report.taken_at),
        "findings": [_told(one) for one in report.findings],
        "put_right": [_told(one) for one in report.mended],
        "fine": report.fine,
        "unknown": report.unknown,
    }


def _told(found: ComputerFinding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity,
        "subject": found.subject,
        "since": _moment(found.since),
        "values": dict(found.values),
        "limits": dict(found.limits),
    }


def _moment(seconds: int) -> str:
    try:
        return moment(dt.datetime.fromtimestamp(seconds, dt.UTC)) if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""  # a moment that no calendar has: the customer's end may send any number


def filled(text: str) -> list[str]:
    """The names of the fields that this JSON has something in, as `facts.os` or `findings.rule`."""
    names: set[str] = set()
    for key, value in msgspec.json.decode(text).items():
        parts = value if isinstance(value, list) else [value]
        names |= {f"{key}.{inner}" for part in parts if isinstance(part, dict) for inner in part if part[inner]}
        names |= {key} if value else set()
    return sorted(names)


def _subject(case: uuid.UUID) -> uuid.UUID:
    found = cases.case(case)
    assert found is not None, "a report is kept in a case"
    subject: uuid.UUID = found.subject
    return subject


def _number(report: ComputerReport, proven: bool) -> str:
    """What a computer is found by, or empty; `proven`: the report has the number itself, and not what is passed on."""
    passed = passed_on(report.recognise) if proven else report.recognise
    return tokens.keyed_hash(NUMBER, passed) if passed else ""


def remember(case: uuid.UUID, report: ComputerReport, at: dt.datetime, *, proven: bool) -> bool:
    """Keep for the next case what was wrong with this computer. Returns whether it is kept.

    It begins with a number alone, and never for one that was switched off. In a case whose computer is known, a report
    without a number is of that computer; one with another number is not.
    """
    number = _number(report, proven)
    row = KnownComputer.objects.filter(case_id=case).first()
    if row is not None and number not in ("", row.number):
        return False
    number = row.number if row is not None else number
    if not number or _is_off(number):
        return False
    visit = msgspec.json.encode(Visit(report.taken_at, report.findings)).decode()
    if row is None:
        subject = _subject(case)
        KnownComputer.objects.create(
            case_id=case, subject=subject, number=number, proven=proven, kept_at=at, before=visit
        )
    else:
        row.after = visit
        row.save(update_fields=["after"])
    return True


def _is_off(number: str) -> bool:
    """Whether this computer was switched off; whoever is about to do it, or to remember it, is waited for."""
    rows = KnownComputer.objects.select_for_update().filter(number=number).order_by("pk")
    return any(row.forgotten_at is not None for row in rows.only("forgotten_at"))


def remember_tools(case: uuid.UUID) -> None:
    """Add to what is remembered which tools have run in this case."""
    row = KnownComputer.objects.select_for_update().filter(case_id=case, forgotten_at__isnull=True).first()
    if row is None:
        return
    ran = ToolRun.objects.filter(session__case_id=case, succeeded=True, undone_at__isnull=True)
    tools = sorted(set(ran.values_list("tool", flat=True)))
    if tools:
        row.done = msgspec.json.encode(tools).decode()
        row.save(update_fields=["done"])


def forget(case: uuid.UUID, at: dt.datetime) -> int:
    """Switch off for the computer of this case: empty all that is remembered under its number, and take no more.

    Returns how many cases' rows were emptied; 0 where nothing was remembered.
    """
    number = KnownComputer.objects.filter(case_id=case).values_list("number", flat=True).first()
    if number is None:
        return 0
    _is_off(number)  # waits for whoever remembers it at this moment: what they keep is seen by the next question alone
    rows = KnownComputer.objects.filter(number=number, forgotten_at__isnull=True)
    return rows.update(before=None, after=None, done=None, forgotten_at=at)


def was_here_this_month(report: ComputerReport, at: dt.datetime, *, proven: bool) -> bool:
    """Whether a case of this month came with the same computer already."""
    number = _number(report, proven)
    if not number:
        return False
    begins = at.astimezone(dt.UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return KnownComputer.objects.filter(number=number, kept_at__gte=begins).exists()


def count(rules: Collection[str], at: dt.datetime) -> None:
    """Count one more case of this month, and each of these rules once. Nothing says whose case it was."""
    month = f"{at.astimezone(dt.UTC):%Y-%m}"
    for rule in sorted({"", *rules}):
        FindingCount.objects.get_or_create(month=month, rule=rule)
        FindingCount.objects.filter(month=month, rule=rule).update(cases=F("cases") + 1)


def drop_small(before_month: str, least: int) -> int:
    """Of the months before this one, let go of the counts of fewer cases; returns how many there were."""
    return FindingCount.objects.filter(month__lt=before_month, cases__gt=0, cases__lt=least).update(cases=0)


def reports(case: uuid.UUID) -> list[MachineReport]:
    """What was shared in this case, in order; sealed."""
    return list(MachineReport.objects.filter(case_id=case))


def reports_of_session(session: uuid.UUID) -> list[MachineReport]:
    """What was shared in this session, `before` before `after`; sealed."""
    return list(MachineReport.objects.filter(session_id=session))


def known(case: uuid.UUID) -> KnownComputer | None:
    """What this case leaves for the next one of the same computer, or None; after it was forgotten too."""
    return KnownComputer.objects.filter(case_id=case).first()


def earlier(case: uuid.UUID, most: int = 10) -> list[KnownComputer]:
    """What other cases left of the computer of this case, the newest first; sealed for the people of those cases."""
    mine = known(case)
    if mine is None or mine.forgotten_at is not None or not mine.proven:
        return []
    rows = KnownComputer.objects.select_related("case").filter(number=mine.number, forgotten_at__isnull=True)
    return list(rows.exclude(pk=mine.pk).filter(kept_at__lte=mine.kept_at).order_by("-kept_at")[:most])


def seen_by(technician: uuid.UUID, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """Those of these people who left something of a computer that an open case of this technician came with.

    Each with that case. What came later than the technician's own case is not seen from it.
    """
    mine = KnownComputer.objects.filter(case__assigned_to=technician, forgotten_at__isnull=True, proven=True)
    mine = mine.exclude(case__closed_at__isnull=False)
    found: dict[uuid.UUID, uuid.UUID | None] = {}
    for number, case, at in mine.values_list("number", "case", "kept_at"):
        left = KnownComputer.objects.filter(number=number, forgotten_at__isnull=True, kept_at__lte=at)
        theirs = left.filter(subject__in=subjects).exclude(case=case)
        found |= dict.fromkeys(theirs.values_list("subject", flat=True), case)
    return found


def counts(before_month: str, least: int) -> list[Counted]:
    """The counts of the months before this one that are of at least so many cases; `rule` empty: with a report."""
    rows = FindingCount.objects.filter(month__lt=before_month, cases__gte=least)
    ordered = rows.order_by("-month", "-cases", "rule").values_list("month", "rule", "cases")
    return [Counted(*row) for row in ordered]
