"""Searching for a case. What is looked for is posted: a name does not belong into an address that others write down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from aboveboard.ground import clock
from aboveboard.web.desk.search import search_for
from aboveboard.web.doors import Who, access_of, door

LONGEST = 120


@door(Who.TECHNICIAN, purpose="search")
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """What was found; asked for without words, the empty form."""
    found = search_for(access_of(request), request.POST.get("q", "")[:LONGEST], clock.now())
    return render(request, "desk/search.html", {"search": found})
