"""The pages that anybody may see: home, contact, the language switch, health, security.txt."""

import datetime as dt

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from aboveboard.cases import queries
from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.web.doors import Who, door, person_of
from aboveboard.web.public.outlook import outlook

SECURITY_TXT_LASTS = dt.timedelta(days=180)


@door(Who.ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, how it goes, and the two ways in; first of all the way back to a case that this browser knows."""
    person = person_of(request)
    return render(request, "public/home.html", {"open_cases": queries.open_cases_of(person) if person else []})


@door(Who.ANYONE)
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the company, with the true state of the queue at this moment."""
    return render(request, "public/contact.html", {"outlook": outlook(now())})


@door(Who.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie that goes with the browser, and return to the page one came from."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure()):
        target = reverse("home")
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@door(Who.ANYONE)
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """Whether the product can answer: 200 with each database it reached, else 503. For load balancers."""
    reached = {}
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            reached[alias] = True
        except DatabaseError:
            reached[alias] = False
    well = all(reached.values())
    response = JsonResponse({"ok": well, "databases": reached}, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response


@door(Who.ANYONE)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness, after RFC 9116."""
    context = {
        "email": notice().head.privacy_officer.email,
        "expires": (now() + SECURITY_TXT_LASTS).replace(hour=0, minute=0, second=0, microsecond=0),
        "canonical": request.build_absolute_uri(reverse("security-txt")),
        "policy": request.build_absolute_uri(reverse("privacy")),
    }
    text = render_to_string("public/security.txt", context)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
