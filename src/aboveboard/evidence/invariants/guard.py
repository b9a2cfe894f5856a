"""Who may open what: the assigned, the bound, nobody who is suspended; and everything personal lies sealed."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.cases import audit as cases
from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.openers import without_need
from aboveboard.evidence.spans import surely_kept
from aboveboard.ground import audit, live, stored
from aboveboard.ground.holdings import check_declarations
from aboveboard.ground.ledger.audit import openings_gone, openings_not_once
from aboveboard.ground.seen import Seen
from aboveboard.people import audit as people
from aboveboard.remote import audit as remote


def need_to_know(now: dt.datetime) -> Seen:
    """Openings, whoever it was: what gave the need, and the ledger's entry."""
    return openings_not_once(surely_kept(now, "session-record", "link")).add(openings_gone()).add(without_need())


def confidentiality(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Members of staff."""
    seen = Seen()
    for technician, spans in people.bound().items():
        seen.count()
        seen.add(audit.openings_outside(technician, spans)).add(cases.assigned_outside(technician, spans))
    return seen


def levels(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """All sealed values, and the columns that should be sealed."""
    seen = stored.sealed_values()
    for error in check_declarations():
        if error.id == "ground.E003":
            seen.broken("schema", str(error.msg).split(" ", 1)[0], "a personal column that is not sealed")
    for difference in live.differences():
        if "is sealed" in difference.what:
            seen.broken("schema", difference.place, "a sealed column whose type could hold text in the clear")
    return seen


def discipline(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Suspended members of staff."""
    seen = people.signed_in_while_suspended()
    for technician, since in people.suspended().items():
        seen.add(audit.openings_after(technician, since))
        seen.add(cases.at_work_after(technician, since))
        seen.add(remote.at_work_after(technician, since))
    return seen


INVARIANTS = (
    Invariant(
        "guard.need-to-know",
        _("Only those who need your data for their work can open it."),
        _(
            "Each time one of our people or programs opened somebody's data, a case of that person was theirs at "
            "that moment, or their task there needed it; each opening stands in the ledger once, and none is missing."
        ),
        "a person's values open for the assigned technician alone; assignments and openings are both written down",
        need_to_know,
    ),
    Invariant(
        "guard.confidentiality",
        _("Everybody who works here is bound to confidentiality."),
        _("Nobody opened a person's data or took a case without having signed the confidentiality statement before."),
        "the desk opens after the statement is signed; a suspension ends it",
        confidentiality,
    ),
    Invariant(
        "guard.discipline",
        _("Who breaks confidentiality is out at once."),
        _("Nobody whose access was taken away signed in, opened, wrote or saw anything afterwards."),
        "a suspension ends sign-in, sessions, tickets and assignments in one transaction",
        discipline,
    ),
    Invariant(
        "guard.levels",
        _("What is personal is locked away, not lying open."),
        _("Every stored value of a personal kind is sealed, and none of them is readable text."),
        "AES-256-GCM under a key of each person, bound to table, column and row; keys lie apart from the data",
        levels,
    ),
    Invariant(
        "guard.report",
        _("If a contact seems wrong to you, you can say so and it is looked into."),
        _("Each such report was dealt with, or is open and alarming."),
        "a report freezes the session, seals its record and alerts",
    ),
)
