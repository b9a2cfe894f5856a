"""The queue, its live hints, and a case that a technician opens for somebody on the telephone."""

import uuid

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.cases import queries
from aboveboard.ground import clock
from aboveboard.ground.access import Access
from aboveboard.journeys.asking import ask_for_caller
from aboveboard.web.desk.acting import telling
from aboveboard.web.desk.forms import CallerForm
from aboveboard.web.desk.rows import queue_for
from aboveboard.web.doors import Who, access_of, door, enter_again
from aboveboard.web.live import stream


@door(Who.TECHNICIAN, purpose="triage")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue; with `part=rows` its rows alone, for a page that refreshes itself."""
    rows = queue_for(access_of(request), request.GET.get("q", "")[:20], clock.now())
    template = "desk/parts/rows_again.html" if request.GET.get("part") == "rows" else "desk/queue.html"
    return render(request, template, {"queue": rows, "open_case": request.GET.get("case", "")})


@door(Who.TECHNICIAN)
@require_safe
async def live(request: HttpRequest) -> StreamingHttpResponse:
    """Hints for the desk as server-sent events: the queue, and the case that `case` names if this person may see it.

    They carry no data. The stream ends once this browser's sign-in is over, the account is suspended, or the case is no
    longer theirs to see; a browser that opens it again passes the door again.
    """
    wanted = _uuid(request.GET.get("case", ""))
    case = wanted if await sync_to_async(_is_open_to)(access_of(request), wanted) else None

    def may_stay() -> bool:
        access = enter_again(request, Who.TECHNICIAN)
        return access is not None and (case is None or _is_open_to(access, case))

    topics = ("queue",) if case is None else ("queue", f"case:{case}")
    return stream(*topics, may_stay=sync_to_async(may_stay))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _is_open_to(access: Access, case: uuid.UUID | None) -> bool:
    return case is not None and queries.case_to_look_at(case, access.technician.pk, access.role or "") is not None


@door(Who.TECHNICIAN, purpose="support")
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says on the telephone. The case is the technician's own at once."""
    form = CallerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = None
        with telling(request):
            case = ask_for_caller(**form.cleaned_data, technician=access_of(request).technician.pk)
        if case is not None:
            return redirect("desk-case", case.pk)
    return render(request, "desk/new_case.html", {"form": form})
