"""What was shared about computers, by the records of it alone: the list, and who asked for it. Opens nothing."""

import datetime as dt
import re
import uuid
from typing import Final

import msgspec
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Length

from aboveboard.ground.seen import Seen
from aboveboard.remote.computers import ASKED
from aboveboard.remote.models import FindingCount, Grant, KnownComputer, MachineReport
from aboveboard.wire.computer import REPORT_BYTES, ComputerFacts, ComputerFinding, ComputerReport

SCOPE: Final = "diagnostics"
SEALING: Final = 256
"""So many bytes at most a sealed value is longer than what is in it."""
BATCH: Final = 500
_RULE: Final = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")


def _names(of: type[msgspec.Struct], before: str = "") -> set[str]:
    return {f"{before}{name}" for name in of.__struct_fields__}


ALLOWED: Final = frozenset(
    (_names(ComputerReport) - {"recognise"})
    | _names(ComputerFacts, "facts.")
    | _names(ComputerFinding, "findings.")
    | _names(ComputerFinding, "mended.")
)
"""What a stored report may have something in; the number by which a computer is known is not among it."""


def facts(slack: dt.timedelta, since: dt.datetime) -> Seen:
    """Each report that is kept: what is in it, how long it is, and that the person sent it.

    Sessions that ended before `since` may have lost the record of the yes: their reports are not held against it.
    """
    seen = Seen()
    rows = MachineReport.objects.all()
    seen.count(rows.count())
    for pk, keys in rows.values_list("pk", "keys").iterator(chunk_size=BATCH):
        if not isinstance(keys, list) or not ALLOWED.issuperset(map(str, keys)):
            seen.broken(MachineReport._meta.db_table, pk, "a fact outside of the list was stored")
    whole = rows.annotate(size=Length("report"))
    seen.all_broken(whole.filter(size__gt=REPORT_BYTES + SEALING), "longer than any report can be")
    by_form = rows.filter(session__isnull=True)
    asked = F("case__created_at")
    late = Q(kept_at__gt=asked + Value(slack)) | Q(kept_at__lt=asked - Value(slack)) | ~Q(occasion=ASKED)
    seen.all_broken(by_form.filter(late), "facts that came neither with a request for help nor in a session")
    kept = Q(session__ended_at__isnull=True) | Q(session__ended_at__gte=since)
    live = Grant.objects.filter(session=OuterRef("session"), scope=SCOPE)
    live = live.filter(granted_at__lte=OuterRef("kept_at") + Value(slack))
    live = live.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("kept_at") - Value(slack)))
    in_session = rows.filter(kept, session__isnull=False)
    seen.all_broken(in_session.exclude(Exists(live)), "facts were kept without a live yes to facts")
    seen.all_broken(in_session.exclude(case=F("session__case")), "facts of a session lie with another case")
    seen.all_broken(rows.exclude(subject=F("case__customer")), "facts are sealed for somebody else than the customer")
    return seen


def switched_off() -> Seen:
    """What is remembered of computers: nothing of one that was switched off. Counts all rows."""
    seen = Seen()
    rows = KnownComputer.objects.all()
    seen.count(rows.count())
    something = Q(before__isnull=False) | Q(after__isnull=False) | Q(done__isnull=False)
    seen.all_broken(rows.filter(something, forgotten_at__isnull=False), "kept although it was switched off")
    off = KnownComputer.objects.filter(number=OuterRef("number"), forgotten_at__isnull=False)
    going_on = rows.filter(forgotten_at__isnull=True)
    seen.all_broken(going_on.filter(Exists(off)), "a computer that was switched off is remembered again")
    seen.all_broken(rows.exclude(subject=F("case__customer")), "sealed for somebody else than the customer of its case")
    return seen


def kept_between(begins: dt.datetime | None, ends: dt.datetime | None, why: str) -> Seen:
    """Everything that is remembered and was kept in this span of time (None: unbounded) breaks the promise."""
    seen = Seen()
    rows = KnownComputer.objects.all()
    if begins is not None:
        rows = rows.filter(kept_at__gte=begins)
    if ends is not None:
        rows = rows.filter(kept_at__lt=ends)
    seen.all_broken(rows, why)
    return seen


def same(case: uuid.UUID, subject: uuid.UUID) -> bool:
    """Whether this case came with a computer that one of this person had come with, as far as that is still known."""
    mine = KnownComputer.objects.filter(case=case)
    theirs = KnownComputer.objects.filter(subject=subject)
    gone = not mine.exists() or not theirs.exists()
    return gone or theirs.filter(number__in=mine.filter(proven=True).values("number")).exists()


def counts_too_small(before_month: str, least: int) -> Seen:
    """Counts of months before this one that are of too few cases, or that name something else than a rule."""
    seen = Seen()
    rows = FindingCount.objects.filter(month__lt=before_month)
    seen.count(rows.count())
    seen.all_broken(rows.filter(cases__gt=0, cases__lt=least), "a count of fewer cases than the smallest group")
    for pk, rule in FindingCount.objects.exclude(rule="").values_list("pk", "rule"):
        if not _RULE.fullmatch(rule):
            seen.broken(FindingCount._meta.db_table, pk, "counts something else than a rule")
    return seen
