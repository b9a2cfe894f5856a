"""The receipt of a session: its timeline in the words of the person whose computer it was."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aboveboard.ground.ledger.sequence import LedgerBroken
from aboveboard.ground.notices import notice
from aboveboard.journeys import proven_receipts
from aboveboard.journeys.answering import already_answered, answer_link
from aboveboard.journeys.errors import NotFound
from aboveboard.journeys.receipts import Line, Receipt, receipt_by_link, receipt_for_customer
from aboveboard.web.customer.receipt_words import ended_by, say
from aboveboard.web.doors import Who, access_of, customer_of, door

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, ready for `parts/timeline.html`."""

    at: dt.datetime
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What passed under one yes: whom it was for, from when to when, how much."""

    scope: str
    who: str
    began: dt.datetime
    ended: dt.datetime | None
    frames: int
    bytes: int


@door(Who.ANYONE)
@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the link in the summary mail, without signing in."""
    try:
        return _page(request, receipt_by_link(token), reverse("receipt-file", args=[token]))
    except NotFound as error:
        raise Http404 from error


@door(Who.JOINED)
@require_safe
def of_session(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """From one's own case page, or after a session that was joined by code: then it leads to the questionnaire, too."""
    try:
        receipt = receipt_for_customer(session, customer_of(request))
    except NotFound as error:
        raise Http404 from error
    by_code = access_of(request).kind == "code"
    answer = answer_link(session) if by_code and not already_answered(session) else None
    file = reverse("customer-receipt-file", args=[session])
    return _page(request, receipt, file, {"by_code": by_code, "answer": answer})


@door(Who.ANYONE)
@require_safe
def file_by_link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  # Django passes the request
    """The receipt as a file that proves itself, from the link in the summary mail."""
    return as_file(partial(proven_receipts.file_by_link, token))


@door(Who.JOINED)
@require_safe
def file_of_session(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The same, from one's own case page; by code alone it is opened like anybody's, and written down."""
    access = access_of(request)
    if access.kind == "code":
        return as_file(partial(proven_receipts.file_for, session, "rights", access))
    return as_file(partial(proven_receipts.file_for_customer, session, customer_of(request)))


def as_file(make: Callable[[], str]) -> HttpResponse:
    """The file of a receipt as a download."""
    try:
        response = HttpResponse(make(), content_type="application/json; charset=utf-8")
    except NotFound as error:
        raise Http404 from error
    except LedgerBroken as broken:
        # Nothing can be proven until somebody has looked; the page itself still shows the record.
        log.error("no receipt can be proven: %s", broken)
        return HttpResponse(status=503)
    response["Content-Disposition"] = 'attachment; filename="receipt.json"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, receipt: Receipt, file: str, more: dict[str, Any] | None = None) -> HttpResponse:
    response = render(request, "customer/receipt.html", shown(receipt, file) | (more or {}))
    response["Cache-Control"] = "no-store"
    return response


def shown(receipt: Receipt, file: str) -> dict[str, Any]:
    """What `customer/receipt_parts.html` shows of a receipt. `file` is the address of its file."""
    return {
        "file": file if proven_receipts.has_file(receipt.session) else "",
        "receipt": receipt,
        "session": receipt.session,
        "case": receipt.session.case,
        "entries": [_entry(line, receipt.session) for line in receipt.lines],
        "shared": [_shared(grant) for grant in receipt.grants],
        "people": sorted({grant.seat.technician.display_name for grant in receipt.grants}),
        "ended_by": ended_by(receipt.session),
    }


def scope_name(scope: str) -> str:
    """The notice's name of a scope in the reader's language."""
    found = notice().scopes.get(scope)
    return found.name.say(get_language() or "en") if found else scope


def _entry(line: Line, session: Any) -> Entry:
    icon, text = say(line, scope_name(line.scope) if line.scope else "", session)
    return Entry(line.at, icon, text)


def _shared(grant: Any) -> Shared:
    who = grant.seat.technician.display_name if grant.seat.technician else _("Somebody")
    return Shared(scope_name(grant.scope), who, grant.granted_at, grant.ended_at, grant.frames, grant.bytes)
