"""The queue, its live hints, and a case that a technician opens for somebody on the telephone."""

import uuid

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.ground import clock
from aboveboard.journeys.asking import ask_for_caller
from aboveboard.people import queries as people
from aboveboard.web.desk.acting import access_of, telling
from aboveboard.web.desk.forms import CallerForm
from aboveboard.web.desk.rows import queue_for
from aboveboard.web.doors import Who, door
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
    """Hints for the desk as server-sent events: the queue, and the case that `case` names. They carry no data."""
    topics = ["queue"]
    case = request.GET.get("case", "")
    if case:
        try:
            topics.append(f"case:{uuid.UUID(case)}")
        except ValueError:
            topics = ["queue"]
    technician = access_of(request).technician.pk
    # Somebody who is suspended hears nothing more, although the stream was opened before.
    may_stay = sync_to_async(lambda: people.technician(technician) is not None, thread_sensitive=True)
    return stream(*topics, may_stay=may_stay)


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
