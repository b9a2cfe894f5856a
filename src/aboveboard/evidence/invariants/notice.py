"""The notice itself: its layers, its versions, and that people are told of changes."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.ground import archive, audit
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen
from aboveboard.notice import Notice
from aboveboard.notice.archive import address, pack


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
        seen.broken("ground_publishednotice", dates[-1], "two versions begin on the same day")
    return seen


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
    ),
)
