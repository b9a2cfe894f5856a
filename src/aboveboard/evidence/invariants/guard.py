"""Who may open what: the assigned, the bound, nobody who is suspended; and everything personal lies sealed."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from aboveboard.cases import audit as cases
from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import surely_kept
from aboveboard.ground import audit, live, stored
from aboveboard.ground.audit import Opened
from aboveboard.ground.holdings import check_declarations
from aboveboard.ground.ledger.audit import openings_not_once
from aboveboard.ground.seen import Seen
from aboveboard.ground.vault import keystore
from aboveboard.people import audit as people
from aboveboard.remote import audit as remote


def need_to_know(now: dt.datetime) -> Seen:
    """Openings by staff; and every opening, whoever it was, against the ledger."""
    seen, roles = openings_not_once(surely_kept(now, "session-record", "link")), people.roles()
    for batch in audit.openings_by_staff():
        seen.count(len(batch))
        needs = cases.needs({opened.subject for opened in batch})
        for opened in batch:
            why = _needless(opened, roles, needs)
            if why and keystore.erased(opened.subject) is None:
                seen.broken("ground_opening", opened.pk, why)
    return seen


def _needless(opened: Opened, roles: dict[uuid.UUID, str], needs: cases.Needs) -> str:
    """Why this opening had no need behind it; empty where it had one."""
    try:
        actor = uuid.UUID(opened.actor)
    except ValueError:
        return "opened by nobody whom we know"
    if actor not in roles:
        return "opened by nobody whom we know"
    if opened.purpose == "support":
        assigned = needs.was_assigned(actor, opened.subject, opened.at)
        return "" if assigned else "opened by somebody to whom no case of this person was assigned then"
    if opened.need is None or not needs.had_asked(opened.subject, opened.at):
        return f"opened for '{opened.purpose}' without a case that asked for it"
    return ""


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
            "Each time one of our people opened somebody's data, a case of that person was theirs at that "
            "moment, or their task there needed it; and each opening stands in the ledger once."
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
