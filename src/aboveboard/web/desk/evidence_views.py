"""The promises for those who look after them: which rows broke one, and what each promise came to before."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from aboveboard.evidence import reading, running
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground.clock import now
from aboveboard.web.doors import Who, door
from aboveboard.web.public.promises import shown, tally


@door(Who.ADMINISTRATOR)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Every promise, the broken ones first with the rows that broke them."""
    everything = [shown(one) for one in reading.standings()]
    broken = [
        (one, reading.findings(one.standing.run))
        for one in everything
        if one.kind == "broken" and one.standing.run is not None
    ]
    context: dict[str, Any] = {"promises": everything, "broken": broken, "tally": tally(everything)}
    return render(request, "desk/privacy.html", context)


@door(Who.ADMINISTRATOR)
@require_safe
def promise(request: HttpRequest, promise_id: str) -> HttpResponse:
    """One promise: how it is kept, the rows that broke it, and its history."""
    found = next((one for one in reading.standings() if one.invariant.promise == promise_id), None)
    if found is None:
        raise Http404("no such promise")
    context: dict[str, Any] = {
        "one": shown(found),
        "findings": reading.findings(found.run) if found.run is not None else [],
        "history": [(run, shown(reading.Standing(found.invariant, run))) for run in reading.history(promise_id)],
    }
    return render(request, "desk/privacy_promise.html", context)


@door(Who.ADMINISTRATOR)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check now: the promise that the form names, or all of them."""
    named = request.POST.get("promise", "")
    if named in INVARIANTS:
        running.check(named, now())
        return redirect("desk-privacy-promise", named)
    running.check_all(now())
    return redirect("desk-privacy")
