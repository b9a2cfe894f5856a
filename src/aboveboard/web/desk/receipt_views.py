"""The receipt of a session at the desk: by a door of its own, never by the link that was sent to the customer."""

import uuid
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from aboveboard.cases import queries
from aboveboard.ground.purpose import purpose, require
from aboveboard.journeys import proven_receipts
from aboveboard.journeys.errors import NotFound
from aboveboard.journeys.receipts import Receipt, open_files, receipt
from aboveboard.web.customer.computer import looked
from aboveboard.web.customer.receipt import as_file, shown
from aboveboard.web.desk.case_page import reason_to_look
from aboveboard.web.doors import Who, access_of, door


def _found(request: HttpRequest, session_id: uuid.UUID) -> tuple[Receipt, str]:
    """The receipt, and the purpose for which this member of staff may read it. Raises Http404."""
    access = access_of(request)
    try:
        found = receipt(session_id)
    except NotFound:
        raise Http404 from None
    case = found.session.case
    theirs = queries.case_for_staff(case.pk, access.technician.pk, access.role or "")
    if theirs is None or found.session.opened_at is None:
        raise Http404("no session that this member of staff may read")
    return found, reason_to_look(request, case)


@door(Who.TECHNICIAN, purpose="support")
@require_safe
def page(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The same lines that the customer reads; that they were read is written down."""
    found, reason = _found(request, session_id)
    subject = found.session.subject
    with purpose(reason, subject=subject, access=access_of(request)):
        # The lines lie in the clear beside the sealed record of the same session: they are opened like it.
        require("session-record", subject)
        files = open_files(found, reason, access_of(request))
        context = shown(found, reverse("desk-receipt-file", args=[session_id]), files)
        context |= looked(found.session, reason, access_of(request))
        return render(request, "desk/receipt.html", context)


@door(Who.TECHNICIAN, purpose="support")
@require_safe
def file(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The receipt as a file that proves itself."""
    _receipt, reason = _found(request, session_id)
    return as_file(partial(proven_receipts.file_for, session_id, reason, access_of(request)))
