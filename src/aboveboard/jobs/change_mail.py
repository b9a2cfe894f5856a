"""The due work that sends a letter about a change of the notice."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.urls import reverse

from aboveboard.ground import access, agreed, archive, notices
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys.telling import differences
from aboveboard.letters import changes, sending
from aboveboard.letters.compose import ChangeFacts
from aboveboard.letters.kinds import State
from aboveboard.people import queries as people


def send_change(identifier: uuid.UUID, tries: int) -> None:
    """Send one letter. Raises ``due.NotNow`` where it is worth another try."""
    letter = changes.letter(identifier)
    if letter is None or letter.state != State.QUEUED:
        return
    customer, new = people.customer(letter.subject), notices.version(letter.notice)
    if customer is None or new is None:
        changes.mark_not_sent(identifier, "the person is gone")
        return
    under = agreed.held_under(letter.subject)
    before = archive.before(letter.notice)
    old = notices.version(under or (before.hash if before else ""))
    found = differences(old.source_hash, new.source_hash) if old is not None else ()
    matters = tuple(one.what.say(customer.language) for one in found if one.material)
    if old is None or not matters:
        changes.mark_not_sent(identifier, "agreed already")
        return
    try:
        with purpose("communicate", subject=letter.subject, access=access.job(changes.SEND_CHANGE)):
            address = customer.email
    except Closed:
        changes.mark_not_sent(identifier, "kept for a hold alone")
        return
    company = notice().head.controller
    facts = ChangeFacts(
        company=company.name,
        phone=company.phone,
        version=new.version,
        effective=new.effective,
        matters=matters,
        changes_link=_absolute("privacy-changes", old.source_hash, new.source_hash),
        answer_link=_absolute("home"),
    )
    sending.send_change(letter, facts, address, customer.language, tries)


def _absolute(name: str, *arguments: str) -> str:
    return f"{settings.ABOVEBOARD_BASE_URL}{reverse(name, args=arguments)}"
