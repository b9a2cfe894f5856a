"""The receipt of a session: its timeline in the words of the person whose computer it was."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from aboveboard.ground.ledger.sequence import LedgerBroken
from aboveboard.ground.notices import notice
from aboveboard.journeys import proven_receipts
from aboveboard.journeys.answering import already_answered, answer_link
from aboveboard.journeys.errors import NotFound
from aboveboard.journeys.handing import take_over
from aboveboard.journeys.receipts import File, Line, Receipt, open_files, receipt_by_link, receipt_for_customer
from aboveboard.web.by_code import remember_code
from aboveboard.web.customer.computer import in_words, looked, switch
from aboveboard.web.customer.receipt_words import ended_by, say
from aboveboard.web.doors import Who, access_of, customer_of, door, person_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, ready for `parts/timeline.html`."""

    at: dt.datetime
    icon: str
    text: str
    more: str = ""


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
        found = receipt_by_link(token)
        seen = in_words(proven_receipts.own_looks(found))
        file = reverse("receipt-file", args=[token])
        kept = switch(found.session.case_id, reverse("receipt-computer", args=[token]))
        return _page(request, found, file, proven_receipts.own_files(found), {**seen, **kept})
    except NotFound as error:
        raise Http404 from error


@door(Who.ANYONE)
@require_GET
def handed(request: HttpRequest, secret: str) -> HttpResponse:
    """From the program that was in the session: this browser knows it from now on, as if its code had been typed."""
    try:
        session, person = take_over(secret)
    except NotFound as error:
        raise Http404 from error
    if person_of(request) != person:
        remember_code(request, session, person)
    return redirect("customer-receipt", session)


@door(Who.JOINED)
@require_safe
def of_session(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """From one's own case page, or after a session that was joined by code: then it leads to the questionnaire, too."""
    try:
        receipt = receipt_for_customer(session, customer_of(request))
    except NotFound as error:
        raise Http404 from error
    asker = access_of(request)
    by_code = asker.kind == "code"
    answer = answer_link(session) if by_code and not already_answered(session) else None
    file = reverse("customer-receipt-file", args=[session])
    files = open_files(receipt, "rights", asker)
    more = {"by_code": by_code, "answer": answer, **looked(receipt.session, "rights", asker)}
    if not by_code:
        more |= switch(receipt.session.case_id, reverse("case-computer", args=[receipt.session.case_id]))
    return _page(request, receipt, file, files, more)


@door(Who.ANYONE)
@require_safe
def file_by_link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  # Django passes the request
    """The receipt as a file that proves itself, from the link in the summary mail."""
    return as_file(partial(proven_receipts.file_by_link, token))


@door(Who.JOINED)
@require_safe
def file_of_session(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """The same, from one's own case page; by code alone it is opened like anybody's, and written down."""
    asker = access_of(request)
    if asker.kind == "code":
        return as_file(partial(proven_receipts.file_for, session, "rights", asker))
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


def _page(
    request: HttpRequest, receipt: Receipt, file: str, files: dict[str, File], more: dict[str, Any]
) -> HttpResponse:
    response = render(request, "customer/receipt.html", shown(receipt, file, files) | more)
    response["Cache-Control"] = "no-store"
    return response


def shown(receipt: Receipt, file: str, files: dict[str, File]) -> dict[str, Any]:
    """What `customer/receipt_parts.html` shows of a receipt. `file` is the address of its file; `files` were opened."""
    sizes = {str(row.pk): row.size for row in receipt.files if row.allowed or not row.up}
    return {
        "file": file if proven_receipts.has_file(receipt.session) else "",
        "receipt": receipt,
        "session": receipt.session,
        "case": receipt.session.case,
        "entries": [_entry(line, receipt.session, files.get(line.file), sizes) for line in receipt.lines],
        "shared": [_shared(grant) for grant in receipt.grants],
        "people": sorted({grant.seat.technician.display_name for grant in receipt.grants}),
        "ended_by": ended_by(receipt.session),
        # What passed is counted now and then, what was looked at is written down at once.
        "told_of_computer": bool(receipt.looks)
        or any(grant.scope == "diagnostics" and grant.first_frame_at for grant in receipt.grants),
    }


def scope_name(scope: str) -> str:
    """The notice's name of a scope in the reader's language."""
    found = notice().scopes.get(scope)
    return found.name.say(get_language() or "en") if found else scope


def _entry(line: Line, session: Any, file: File | None, sizes: dict[str, int]) -> Entry:
    icon, text = say(line, scope_name(line.scope) if line.scope else "", session, file.name if file else "")
    return Entry(line.at, icon, text, _about(line, file, sizes.get(line.file)))


def _about(line: Line, file: File | None, size: int | None) -> str:
    """What else is said about a file: why, how much, by which checksum it can be known."""
    parts = []
    if line.kind in ("file-asked", "file-offered") and file is not None:
        parts.append(_("Reason: %(reason)s") % {"reason": file.reason})
    if line.kind in ("file-offered", "file-moved") and size is not None:
        parts.append(filesizeformat(size))
    if line.kind == "file-moved" and file is not None and file.sha256:
        parts.append(f"SHA-256 {file.sha256}")
    return " · ".join(parts)


def _shared(grant: Any) -> Shared:
    who = grant.seat.technician.display_name if grant.seat.technician else _("Somebody")
    return Shared(scope_name(grant.scope), who, grant.granted_at, grant.ended_at, grant.frames, grant.bytes)
