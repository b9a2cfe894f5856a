"""Who opened whom: each opening against what its purpose asks of the one who opened."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aboveboard.cases import audit as cases
from aboveboard.evidence.spans import SLACK
from aboveboard.ground import audit
from aboveboard.ground.audit import Opened
from aboveboard.ground.seen import Seen
from aboveboard.ground.vault import keystore
from aboveboard.letters import audit as letters
from aboveboard.people import audit as people
from aboveboard.remote import audit as remote
from aboveboard.remote import audit_computers as computers

ROLES: Final = {
    "triage": frozenset({"technician", "supervisor", "administrator"}),
    "support": frozenset({"technician", "supervisor", "administrator"}),
    "recognise": frozenset({"technician", "supervisor", "administrator"}),
    "supervise": frozenset({"supervisor", "administrator"}),
    "rights": frozenset({"administrator"}),
}
"""The purposes for which staff may open people, each with the roles that may."""
WORK: Final = people.WORK | letters.WORK
"""The kinds of due work that may open people, each with its one purpose."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one batch of openings is held against."""

    roles: dict[uuid.UUID, people.Roles]
    needs: cases.Needs
    joined: set[uuid.UUID]
    """Of the cases that gave a need: those in which a customer joined a session."""


def without_need() -> Seen:
    """Openings that nothing asked for: of staff by case, task and role of that moment, of programs by a closed list."""
    seen, roles = Seen(), people.roles_held()
    for batch in audit.openings():
        seen.count(len(batch))
        joined = remote.joined_cases([opened.need for opened in batch if opened.kind == "code" and opened.need])
        known = _Known(roles, cases.needs({opened.subject for opened in batch}), joined)
        for opened, why in _needless(batch, known):
            if keystore.erased(opened.subject) is None:
                seen.broken("ground_opening", opened.pk, why)
    return seen


def _needless(batch: list[Opened], known: _Known) -> Iterator[tuple[Opened, str]]:
    for opened in batch:
        if opened.kind == "staff":
            why = _by_staff(opened, known)
        elif opened.kind == "job":
            why = _by_work(opened)
        elif opened.kind == "code":
            why = _by_code(opened, known)
        else:
            why = "opened by neither staff nor a program of ours"
        if why:
            yield opened, why


def _by_work(opened: Opened) -> str:
    if WORK.get(opened.actor) != opened.purpose:
        return f"opened for '{opened.purpose}' by work that has no such task"
    if opened.purpose == "communicate" and opened.need is None:
        return "opened for a letter that nobody was owed"
    return ""


def _by_code(opened: Opened, known: _Known) -> str:
    """Who typed the code of a session reads the proof of that session, and nothing else."""
    if (opened.purpose, opened.categories) != ("rights", "session-record"):
        return f"opened for '{opened.purpose}' by whoever typed a code, which opens the session's proof alone"
    theirs = {case for case, begun, _closed in known.needs.cases.get(opened.subject, ()) if begun <= opened.at}
    joined = opened.need in theirs and opened.need in known.joined
    return "" if joined else "opened by whoever typed a code, without a session of this person that it led to"


def _by_staff(opened: Opened, known: _Known) -> str:
    """Why this opening had no need behind it; empty where it had one."""
    try:
        actor = uuid.UUID(opened.actor)
    except ValueError:
        return "opened by nobody whom we know"
    held = known.roles.get(actor)
    if held is None:
        return "opened by nobody whom we know"
    if not ROLES.get(opened.purpose, frozenset()) & held.between(opened.at - SLACK, opened.at):
        return f"opened for '{opened.purpose}' by somebody whose role then had no such task"
    return _without_case(opened, actor, known.needs)


def _without_case(opened: Opened, actor: uuid.UUID, needs: cases.Needs) -> str:
    # A page is written down when it is done: what gave the need may have ended while it was made.
    begun: dt.datetime = opened.at - SLACK
    if opened.purpose == "support":
        assigned = needs.was_assigned(actor, opened.subject, opened.at, begun)
        return "" if assigned else "opened by somebody to whom no case of this person was assigned then"
    if opened.purpose == "recognise":
        return _of_another_case(opened, actor, begun)
    if opened.need is None or not needs.had_asked(opened.subject, opened.at):
        return f"opened for '{opened.purpose}' without a case that asked for it"
    if opened.purpose == "triage" and not needs.waited(opened.subject, opened.at, begun):
        return "opened to sort what waits, when no case of this person waited any more"
    return ""


def _of_another_case(opened: Opened, actor: uuid.UUID, begun: dt.datetime) -> str:
    """What is remembered of a computer is opened from a case that came with the same one, and nothing else with it."""
    if opened.categories != "machine-history":
        return "opened as what is remembered of a computer, which opens nothing else"
    if opened.need is None or not cases.had_case(actor, opened.need, opened.at, begun):
        return "opened by somebody without a case that came with the same computer"
    return "" if computers.same(opened.need, opened.subject) else "opened from a case that came with another computer"
