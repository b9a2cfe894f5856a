"""The queue, its live hints, and a case that a technician opens for somebody on the telephone."""

import asyncio
import uuid
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from aboveboard.ground import clock, hints
from aboveboard.journeys.asking import ask_for_caller
from aboveboard.people import queries as people
from aboveboard.web.desk.acting import telling
from aboveboard.web.desk.forms import CallerForm
from aboveboard.web.desk.rows import queue_for
from aboveboard.web.doors import Who, door

STILL_HERE = 15
"""Seconds after which a quiet stream says that it is alive, and looks whether its reader still may listen."""


@require_GET
@door(Who.TECHNICIAN, purpose="triage")
def queue(request: HttpRequest) -> HttpResponse:
    """The queue; with `part=rows` its rows alone, for a page that refreshes itself."""
    rows = queue_for(request.access, request.GET.get("q", "")[:20], clock.now())
    template = "desk/parts/rows.html" if request.GET.get("part") == "rows" else "desk/queue.html"
    return render(request, template, {"queue": rows, "open_case": request.GET.get("case", "")})


@require_GET
@door(Who.TECHNICIAN)
async def live(request: HttpRequest) -> StreamingHttpResponse:
    """Hints for the desk as server-sent events: the queue, and the case that `case` names. They carry no data."""
    topics = ["queue"]
    case = request.GET.get("case", "")
    if case:
        try:
            topics.append(f"case:{uuid.UUID(case)}")
        except ValueError:
            topics = ["queue"]
    stream = StreamingHttpResponse(_hints(request.access.technician.pk, topics), content_type="text/event-stream")
    stream.headers["X-Accel-Buffering"] = "no"
    return stream


async def _hints(technician: uuid.UUID, topics: list[str]) -> AsyncIterator[bytes]:
    may_listen = sync_to_async(lambda: people.technician(technician) is not None, thread_sensitive=True)
    yield b"retry: 2000\n\n"
    async with hints.listening(*topics) as waiting:
        while True:
            try:
                topic = await asyncio.wait_for(waiting.get(), STILL_HERE)
            except TimeoutError:
                topic = ""
            if not await may_listen():
                return
            yield f"event: hint\ndata: {topic}\n\n".encode() if topic else b": still here\n\n"


@require_http_methods(["GET", "POST"])
@door(Who.TECHNICIAN, purpose="support")
def new_case(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says on the telephone. The case is the technician's own at once."""
    form = CallerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = None
        with telling(request):
            case = ask_for_caller(**form.cleaned_data, technician=request.access.technician.pk)
        if case is not None:
            return redirect("desk-case", case.pk)
    return render(request, "desk/new_case.html", {"form": form})
