"""What people share about their computers: a short list, shown first; and what is remembered of them."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.invariants.keep import GRACE
from aboveboard.evidence.spans import SLACK, surely_kept
from aboveboard.ground import audit
from aboveboard.ground.holdings import columns
from aboveboard.ground.seen import Seen
from aboveboard.lifetime.audit import overdue_of
from aboveboard.notice.tables import may_store
from aboveboard.remote import audit_computers

HOLDS: Final = {
    # The salt shows that a receipt is bound to this report, and goes with it.
    "device-facts": frozenset({"remote_machinereport.report", "remote_machinereport.salt"}),
    "machine-history": frozenset(
        {"remote_knowncomputer.before", "remote_knowncomputer.after", "remote_knowncomputer.done"}
    ),
}
"""The only columns that may hold such data: what goes into them passes the list."""


def facts(now: dt.datetime) -> Seen:
    """Reports about computers, and every column of the data."""
    return audit_computers.facts(SLACK, surely_kept(now, "session-record", "consent-record")).add(
        _other_columns("device-facts")
    )


def known(now: dt.datetime) -> Seen:
    """What is remembered of computers, and the versions of the notice under which it was kept."""
    seen = audit_computers.switched_off().add(_other_columns("machine-history"))
    late = overdue_of("remote.KnownComputer", now - GRACE, now)
    seen.violations += late.violations
    seen.rows += late.rows
    for period in audit.periods():
        if not may_store(period.notice, "machine-history"):
            why = "kept while the notice did not have it"
            seen.add(audit_computers.kept_between(period.begins, period.ends, why))
    return seen


def _other_columns(category: str) -> Seen:
    seen = Seen()
    for name, found, _field in columns():
        if found == category and name not in HOLDS[category]:
            seen.broken(name.partition(".")[0], name, f"another column holds '{category}'")
    return seen


INVARIANTS = (
    Invariant(
        "diagnostics.facts",
        _("Our tool reads a short list of facts about your computer, and shows it to you first."),
        _(
            "Each report that is kept has nothing beyond that list in it, came with a request for help or under a live "
            "yes of its session, and lies in the one column that is made for it."
        ),
        "one allow-list that the tool, the line and the server hold a report against; a preview in which each line can "
        "be taken out; which fields are filled is written down beside the sealed report",
        facts,
    ),
    Invariant(
        "use.known-machine",
        _("If you like, we remember your computer from last time."),
        _("No computer's history is older than the notice says, and none is kept where you switched it off."),
        "what a case leaves is sealed under the key of its own customer and found by a keyed hash of a random number; "
        "a purpose of its own opens it for the technician of a later case; switching it off empties it at once",
        known,
    ),
)
