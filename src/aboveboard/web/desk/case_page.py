"""What the page of a case shows, by whom it is read."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from aboveboard.cases import queries
from aboveboard.ground import clock, features
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Open, purpose
from aboveboard.journeys.asking import has_accepted_terms
from aboveboard.people import queries as people
from aboveboard.remote import queries as remote
from aboveboard.surveys import queries as surveys
from aboveboard.web.desk import invitation_code
from aboveboard.web.desk.computer import computer
from aboveboard.web.desk.rows import queue_for
from aboveboard.web.doors import access_of


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that the customer joined. `length` is None while it runs; `score` None before an answer."""

    at: dt.datetime
    length: dt.timedelta | None
    receipt: str
    score: int | None
    comment: str
    files: int
    """How many files were offered or asked for; the receipt names them."""

    @property
    def minutes(self) -> int:
        """The length in whole minutes, at least one."""
        return 0 if self.length is None else max(1, round(self.length.total_seconds() / 60))


def render_case(request: HttpRequest, template: str, case: Any, **more: Any) -> HttpResponse:
    """A page about a case, with what this member of staff needs of the person, and no more, open while it is made."""
    access, opened = access_of(request), reason_to_look(request, case)
    with purpose(opened, subject=case.subject, access=access) as here:
        return render(request, template, case_context(request, case, opened, here) | more)


def reason_to_look(request: HttpRequest, case: Any) -> str:
    """The purpose for which this member of staff looks at the case."""
    access = access_of(request)
    if case.assigned_to_id == access.technician.pk:
        return "support"
    return "supervise" if access.role in queries.READS_ALL and features.is_on("supervision") else "triage"


def case_context(request: HttpRequest, case: Any, opened: str, here: Open) -> dict[str, Any]:
    """The template context of one case. Before somebody takes it, who asked and what was said stays closed."""
    context = shell_context(request, case)
    if opened == "triage":
        return context | {"may_see": {"problem": here.allows("problem", case.subject)}}
    context["may_see"] = {
        "problem": here.allows("problem", case.subject),
        "identity": here.allows("identity", case.subject),
        "contact": here.allows("contact", case.subject),
        "answers": here.allows("answers", case.subject),
        "terms": here.allows("terms-record", case.subject),
        "chat": features.is_on("chat") and here.allows("chat", case.subject),
        "notes": features.is_on("notes") and here.allows("notes", case.subject),
    }
    mine = opened == "support"
    context |= computer(case, access_of(request), here, mine=mine)
    return context | _person(case, context["may_see"]) | _session(request, case, mine, context["may_see"]["answers"])


def shell_context(request: HttpRequest, case: Any) -> dict[str, Any]:
    """What stands around a case whoever looks: its number, the queue beside it, and why this person may look."""
    opened = reason_to_look(request, case)
    mine = opened == "support"
    return {
        "case": case,
        "open_case": str(case.pk),
        "is_mine": mine,
        "opened": opened,
        "purpose_name": notice().purposes[opened].name.say(get_language() or "en"),
        "may_write": mine and case.status != "closed",
        # Parts of the page do without it; then nobody else is opened for them.
        "queue": SimpleLazyObject(lambda: queue_for(access_of(request), "", clock.now())),
        "topics": ["queue", f"case:{case.pk}"],
    }


def _person(case: Any, may_see: dict[str, bool]) -> dict[str, Any]:
    return {
        "customer": case.customer,
        "language_name": get_language_info(case.customer.language)["name_translated"],
        "terms_accepted": has_accepted_terms(case.customer_id),
        "said": queries.messages(case) if may_see["chat"] else [],
        "notes": queries.notes(case) if may_see["notes"] else [],
        "message_key": uuid.uuid4().hex,
        "note_key": uuid.uuid4().hex,
    }


def _session(request: HttpRequest, case: Any, mine: bool, with_comments: bool) -> dict[str, Any]:
    live = remote.live_session_of_case(case.pk)
    joined = live is not None and live.opened_at is not None
    files = remote.files_by_session(case.pk)
    waiting = live is not None and not joined and live.invitation.expires_at > clock.now()
    return {
        "live_session": live if joined or waiting else None,
        "is_running": joined,
        "invitation": live.invitation if live is not None and waiting else None,
        "code": invitation_code.recall(request, live) if waiting else "",
        "join_address": settings.ABOVEBOARD_BASE_URL.partition("://")[2] + reverse("join"),
        "may_invite": mine and case.status == "taken" and not joined,
        "colleagues": [
            person for person in people.staff() if person.is_active and person.pk != access_of(request).technician.pk
        ],
        "sessions": [
            _past(session, with_comments, files[session.pk])
            for session in remote.sessions_of_case(case.pk)
            if session.opened_at is not None
        ],
    }


def _past(session: Any, with_comment: bool, files: int) -> PastSession:
    answer = surveys.answer_of(session.pk)
    return PastSession(
        at=session.opened_at,
        length=None if session.ended_at is None else session.ended_at - session.opened_at,
        receipt=reverse("desk-receipt", args=[session.pk]),
        score=answer.score if answer is not None else None,
        comment=answer.comment if answer is not None and with_comment else "",
        files=files,
    )
