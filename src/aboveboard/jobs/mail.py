"""The due work that sends a letter: gathers what it says, then hands it to the room of letters."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse

from aboveboard.ground import access, features
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys import computers_looks, computers_seen
from aboveboard.journeys.answering import answer_link
from aboveboard.journeys.receipts import receipt_link
from aboveboard.letters import queries, sending
from aboveboard.letters.compose import Facts
from aboveboard.letters.kinds import Kind, State
from aboveboard.letters.operations import SEND, mark_not_sent
from aboveboard.remote import queries as remote


def send_letter(identifier: uuid.UUID, tries: int) -> None:
    """Send one letter. Raises ``due.NotNow`` where it is worth another try."""
    letter = queries.letter(identifier)
    if letter is None:
        return
    customer = letter.session.case.customer
    if letter.state != State.QUEUED:
        return
    if not (features.is_on("letters") and (letter.kind != Kind.QUESTIONNAIRE or features.is_on("questionnaire"))):
        mark_not_sent(letter.pk, "the notice does not disclose it")
        return
    try:
        with purpose("communicate", subject=letter.subject, access=access.job(SEND)):
            address = customer.email
    except Closed:
        # A hold, or the version of the notice by which the person's data is held: waiting changes neither.
        mark_not_sent(letter.pk, "the address may not be used")
        return
    facts = _facts(letter.session, customer.language)
    if letter.kind == Kind.SUMMARY:
        facts = _with_changes(facts, letter.session, customer.language)
    sending.send(letter, facts, address, customer.language, tries)


def _with_changes(facts: Facts, session: Any, language: str) -> Facts:
    """The facts with what changed on the computer and as of when, where the notice lets a letter say so."""
    if not features.is_on("changes"):
        return facts
    spoken = "de" if language.startswith("de") else "en"
    looks = computers_looks.looks_of_session(session, "communicate", access.job(SEND))
    if looks is None or looks.after is None:
        return facts
    # A rule that we do not know is called what the other end calls it. That may read like an address, and whoever gives
    # somebody else's for the summary would have us send it: the receipt has such a change, the letter has not.
    known = [one for one in looks.changes if one.found.rule in computers_seen.rules()]
    return replace(
        facts,
        changes=tuple(computers_looks.said(one, spoken) for one in known),
        changed=computers_looks.has_changed(known, spoken),
        looked_at=looks.after,
    )


def _facts(session: Any, language: str) -> Facts:
    """What a letter says about a session that has ended: nothing that anybody saw or wrote in it."""
    answer = answer_link(session.pk)
    company, scopes = notice().head.controller, notice().scopes
    granted = dict.fromkeys(grant.scope for grant in remote.grants(session.pk))
    staff = [seat for seat in remote.seats(session.pk) if seat.technician is not None]
    return Facts(
        company=company.name,
        phone=company.phone,
        case_number=session.case.number,
        # Those the person let in; where a session ended before that, those who were invited to it.
        technicians=tuple(
            seat.technician.display_name for seat in [one for one in staff if one.admitted_at is not None] or staff
        ),
        began=session.opened_at,
        ended=session.ended_at,
        scopes=tuple(scopes[key].name.say(language) if key in scopes else key for key in granted),
        receipt_link=_absolute("receipt", receipt_link(session.pk)),
        case_link=_absolute("case", session.case_id),
        answer_link=_absolute("answer", answer) if answer else "",
    )


def _absolute(name: str, *arguments: Any) -> str:
    return f"{settings.ABOVEBOARD_BASE_URL}{reverse(name, args=arguments)}"
