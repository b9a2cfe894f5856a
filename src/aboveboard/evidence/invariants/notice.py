"""The notice itself: its layers, its versions, and that people are told of changes."""

import datetime as dt
import uuid
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import surely_kept
from aboveboard.ground import archive, audit
from aboveboard.ground.notices import notice, version
from aboveboard.ground.seen import Seen
from aboveboard.letters.audit import told
from aboveboard.notice import Notice
from aboveboard.notice.archive import address, pack
from aboveboard.notice.diff import compare
from aboveboard.notice.differences import material
from aboveboard.people.audit import arrived_before

VERSIONS: Final = "ground_publishednotice"
TIME_TO_TELL: Final = dt.timedelta(days=1)
"""So soon after a version was published, or after they came, everybody's letter is under way."""


def layers(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Facts of the short layer, in each language of each published version and of the one in force."""
    seen = Seen()
    current = notice()
    others = [period.notice for period in audit.periods() if period.notice.source_hash != current.source_hash]
    for declared in (current, *others):
        _layers_of(declared, seen)
    if archive.versions() and archive.package(current.source_hash) != pack(current.files):
        seen.broken("notice", current.source_hash, "the pages show other words than those that were published")
    return seen


def _layers_of(declared: Notice, seen: Seen) -> None:
    if address(pack(declared.files)) != declared.source_hash:
        seen.broken("notice", declared.source_hash, "the fingerprint on the page is not that of its source")
    for language, facts in declared.facts.items():
        full = {clause.id: clause for clause in declared.full(language)}
        for fact in facts:
            seen.count()
            clause = full.get(fact.clause)
            if clause is None or not clause.markdown.strip():
                place = f"{declared.version} {language}: {fact.clause}"
                seen.broken("notice", place, "a short sentence leads to no full clause")


def versions(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Published versions."""
    seen = audit.damaged_versions().add(audit.versions_not_in_ledger())
    dates = [one.effective for one in archive.versions()]
    if len(set(dates)) != len(dates):
        seen.broken(VERSIONS, dates[-1], "two versions begin on the same day")
    return seen


def changes(now: dt.datetime) -> Seen:
    """Each version that matters, with each person who was here before its day."""
    seen, known = Seen(), archive.versions()
    for before, one in pairwise(known):
        old, new = version(before.hash), version(one.hash)
        if old is not None and new is not None and material(compare(old, new)) and not one.material:
            seen.broken(VERSIONS, one.hash, "changes something that matters, and counts as if it did not")
    for one in known:
        day = dt.datetime.combine(one.effective, dt.time(), dt.UTC)
        # Who was told of what stays on record as long as letters do.
        if one.material and day > surely_kept(now, "letters"):
            for people in arrived_before(day):
                seen.count(len(people))
                _untold(seen, one, day, people, now)
    return seen


def _untold(
    seen: Seen, one: archive.Version, day: dt.datetime, people: dict[uuid.UUID, dt.datetime], now: dt.datetime
) -> None:
    rows = told(one.hash, people)
    for person, came in people.items():
        row, last = rows.get(person), max(day, came + TIME_TO_TELL)
        if row is None:
            if now > max(one.published_at, came) + TIME_TO_TELL:
                seen.broken("people_customer", person, f"nobody began to tell them of version {one.version}")
        elif row.at is None:
            # Who cannot be reached by mail is told by their page; the data stays under its version until they agree.
            if row.queued and now > last:
                seen.broken("people_customer", person, f"was not told of version {one.version} before its day")
        elif row.at > last:
            seen.broken("people_customer", person, f"was told of version {one.version} after its day")


INVARIANTS = (
    Invariant(
        "notice.layers",
        _("A short notice on top, the full one below, and both say the same."),
        _(
            "Each sentence of the short notice leads to a full clause, in each language, and the fingerprint on the "
            "page is that of the published source."
        ),
        "both layers are made from one folder; a fact without a clause is refused when the notice is read",
        layers,
    ),
    Invariant(
        "notice.versions",
        _("Earlier versions of the notice stay readable."),
        _(
            "Each published version can be fetched byte for byte at the address that is its fingerprint; no two "
            "begin on the same day."
        ),
        "append-only, addressed by content; the database refuses changes",
        versions,
    ),
    Invariant(
        "notice.changes",
        _("You are told of important changes before they begin."),
        _("Whoever was affected by a change that matters was told of it before its day."),
        "a comparison of meaning between two versions; letters in good time; old data stays under its version",
        changes,
    ),
)
