"""Openings, throttles, versions and what left, as the checks of the promises want them. Reads no sealed value."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from aboveboard.ground import archive, egress
from aboveboard.ground.ledger.audit import Written, facts_of, written_about
from aboveboard.ground.models import LedgerEntry, Opening, PersonKey, Throttle
from aboveboard.ground.notices import notice, version
from aboveboard.ground.seen import Seen
from aboveboard.notice import Notice, NoticeError, load_package
from aboveboard.notice.archive import address
from aboveboard.notice.tables import permits

BATCH = 500
KEY_DIGITS = 64


class Opened(NamedTuple):
    """One opening: who, whom, what for, why they needed to, when first in that hour, and what."""

    pk: uuid.UUID
    kind: str
    actor: str
    subject: uuid.UUID
    purpose: str
    need: uuid.UUID | None
    at: dt.datetime
    categories: str


def openings_beyond(matrix: dict[str, set[str]], begins: dt.datetime | None, ends: dt.datetime | None) -> Seen:
    """Openings of this span of time (None: unbounded) with a purpose or a category that `matrix` does not have."""
    seen = Seen()
    rows = Opening.objects.all()
    if begins is not None:
        rows = rows.filter(opened_at__gte=begins)
    if ends is not None:
        rows = rows.filter(opened_at__lt=ends)
    # Few different pairs stand for any number of rows.
    kinds = rows.values_list("purpose", "categories").annotate(Count("pk")).order_by("purpose", "categories")
    for purpose, categories, how_many in kinds:
        seen.count(how_many)
        beyond = sorted(set(categories.split()) - matrix.get(purpose, set()))
        if beyond or purpose not in matrix:
            what = ", ".join(beyond) or "anything"
            bad = rows.filter(purpose=purpose, categories=categories)
            seen.all_broken(bad, f"opened {what} for '{purpose}', which the notice of that time does not allow")
    return seen


HOUR = dt.timedelta(hours=1)


def openings_beyond_agreed() -> Seen:
    """Openings that the version by which the person's data was held did not allow, whatever the one in force says."""
    seen = Seen()
    if not archive.versions():
        return seen
    for batch in openings():
        subjects = {opened.subject for opened in batch}
        under = dict(PersonKey.objects.filter(person__in=subjects).values_list("person", "notice"))
        agreed = written_about(("notice.agreed",), "subject", subjects)
        for opened in batch:
            held = _held_under(under.get(opened.subject, ""), agreed.get(opened.subject, ()), opened.at)
            if not any(_lets(hashed, opened) for hashed in held):
                why = f"opened for '{opened.purpose}' beyond the version of the notice that the person agreed to"
                seen.broken(Opening._meta.db_table, opened.pk, why)
    return seen


def _held_under(now_under: str, agreed: Iterable[Written], at: dt.datetime) -> set[str]:
    """The versions that the data was held under from `at` until what was opened in that hour was written down."""
    found, under = set(), now_under
    for entry in sorted(agreed, reverse=True):
        if entry.at <= at - TAKES:
            break
        if entry.at <= at + HOUR + TAKES:
            found.add(under)
        under = str(entry.facts["before"])
    return found | {under}


def _lets(hashed: str, opened: Opened) -> bool:
    held = version(hashed)
    return held is not None and all(permits(held, opened.purpose, one) for one in opened.categories.split())


def openings() -> Iterator[list[Opened]]:
    """Each opening, in batches."""
    columns = ("pk", "actor_kind", "actor", "subject", "purpose", "need", "opened_at", "categories")
    rows = Opening.objects.order_by("pk").values_list(*columns)
    batch = list(rows[:BATCH])
    while batch:
        yield [Opened(*row) for row in batch]
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def openings_after(actor: uuid.UUID, moment: dt.datetime) -> Seen:
    """Openings by a member of staff after this moment."""
    seen = Seen()
    seen.all_broken(_by(actor).filter(opened_at__gt=moment), "opened a person while suspended")
    return seen


def openings_outside(actor: uuid.UUID, spans: list[tuple[dt.datetime, dt.datetime | None]]) -> Seen:
    """Openings by a member of staff outside of these spans of time (from, until or None)."""
    seen = Seen()
    rows = _by(actor)
    for begins, ends in spans:
        inside = Q(opened_at__gte=begins) if ends is None else Q(opened_at__gte=begins, opened_at__lt=ends)
        rows = rows.exclude(inside)
    seen.all_broken(rows, "opened a person without having signed the confidentiality statement")
    return seen


def _by(actor: uuid.UUID) -> "QuerySet[Opening]":
    return Opening.objects.filter(actor_kind="staff", actor=str(actor))


def throttles(now: dt.datetime, longest: dt.timedelta, grace: dt.timedelta) -> Seen:
    """Counts by network: keys that are no keyed hashes, windows longer than disclosed, windows kept when over.

    `longest`: how long the notice lets a count be kept; `grace`: how late the sweeper may come.
    """
    seen = Seen()
    rows = Throttle.objects.all()
    seen.count(rows.count())
    plain = rows.annotate(digits=Length("key")).filter(~Q(digits=KEY_DIGITS) | ~Q(key__regex=r"^[0-9a-f]+$"))
    # A key that is no hash might be an address, so it is not even named.
    how_many = plain.count()
    for number in range(how_many):
        seen.broken(Throttle._meta.db_table, f"(row {number + 1})", "kept under something else than a keyed hash")
    seen.all_broken(rows.filter(window_ends__lt=now - grace), "kept though its window is over")
    seen.all_broken(rows.filter(window_ends__gt=now + longest + grace), "kept for longer than the notice says")
    return seen


class Period(NamedTuple):
    """A version of the notice, and from when until before when it was in force (None: unbounded)."""

    notice: Notice
    begins: dt.datetime | None
    ends: dt.datetime | None


TAKES = dt.timedelta(minutes=1)
"""Until then every running process has noticed that another version is in force."""


def periods() -> list[Period]:
    """The versions in the order in which they came into force; where none was published, the notice of the folder.

    What is older than the first version counts to it. A version whose date has not come has nothing in it yet.
    """
    starts = [
        (one.hash, max(dt.datetime.combine(one.effective, dt.time(), dt.UTC), one.published_at) + TAKES)
        for one in archive.versions()
    ]
    if not starts:
        return [Period(notice(), None, None)]
    found = []
    for number, (hashed, begins) in enumerate(starts):
        declared = version(hashed)
        assert declared is not None
        ends = starts[number + 1][1] if number + 1 < len(starts) else None
        found.append(Period(declared, begins if number else None, ends))
    return found


def damaged_versions() -> Seen:
    """Published versions whose bytes are not those of their address, or say something else of themselves."""
    seen = Seen()
    for one in archive.versions():
        seen.count()
        package = archive.package(one.hash) or b""
        try:
            read = load_package(package)
        except NoticeError:
            seen.broken("ground_publishednotice", one.hash, "cannot be read any more")
            continue
        if address(package) != one.hash:
            seen.broken("ground_publishednotice", one.hash, "its bytes are not those that were published")
        elif (read.version, read.effective) != (one.version, one.effective):
            seen.broken("ground_publishednotice", one.hash, "calls itself another version, or another date")
    return seen


def versions_not_in_ledger() -> Seen:
    """Versions that the ledger does not know, and versions of the ledger that cannot be retrieved any more."""
    seen = Seen()
    written = {facts["hash"] for facts in facts_of("notice.published")}
    kept = {one.hash for one in archive.versions()}
    for hashed in sorted(kept - written):
        seen.broken("ground_publishednotice", hashed, "was never published through the ledger")
    for hashed in sorted(written - kept):
        seen.broken("ground_publishednotice", hashed, "was published and cannot be retrieved")
    return seen


def egress_beyond() -> Seen:
    """What left, by the ledger: each entry to a recipient, on a ground and with categories that the notice then had."""
    seen, versions = Seen(), periods()
    rows = LedgerEntry.objects.filter(kind="egress.begun").order_by("pk").values_list("pk", "at", "body")
    for pk, at, body in rows.iterator(chunk_size=BATCH):
        seen.count()
        facts = json.loads(body)["facts"]
        then = [one.notice for one in versions if _about(one, at)]
        if not any(_declares(one, facts) for one in then):
            why = f"left to '{facts.get('recipient')}' without being declared in the notice of that day"
            seen.broken("ground_ledgerentry", pk, why)
    return seen


def _about(period: Period, at: dt.datetime) -> bool:
    """Whether the version may have been in force at that moment: around a change both may."""
    begun = period.begins is None or at >= period.begins - 2 * TAKES
    return begun and (period.ends is None or at <= period.ends + TAKES)


def _declares(declared: Notice, facts: dict[str, Any]) -> bool:
    if facts.get("recipient") == egress.SELF:
        return facts.get("ground") == egress.SELF
    recipient = declared.recipients.get(str(facts.get("recipient")))
    known = recipient is not None and recipient.offered and recipient.ground in declared.grounds
    if not known or recipient is None or recipient.ground != facts.get("ground"):
        return False
    return set(facts.get("categories", ())) <= set(recipient.categories)


def egress_counters() -> Seen:
    """What the door counted, held against what the ledger says, by recipient, ground and year."""
    seen = Seen()
    counted, written = egress.totals(), egress.ledger_totals()
    for key in sorted(counted.keys() | written.keys()):
        door, ledger = counted.get(key, 0), written.get(key, 0)
        if door != ledger:
            place = "/".join(map(str, key))
            seen.broken("ground_egresscount", place, f"the door counted {door} and the ledger {ledger}")
    return seen
