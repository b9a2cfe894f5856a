"""The demo's own pages: the mail that was sent, and a one-time way in. Only for a browser on this very computer."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from aboveboard.site.demo_cast import use_sign_in_link
from aboveboard.site.demo_computer import this_computer
from aboveboard.site.demo_mail import MailFolder
from aboveboard.site.demo_stage import MAIL
from aboveboard.web.doors import Who, door

_OUR_NAMES: Final = ("localhost", "127.0.0.1")
_FORWARDED: Final = ("forwarded", "via", "x-real-ip", "true-client-ip", "x-client-ip", "x-cluster-client-ip")
"""Headers that a forwarder adds, beside all that begin with ``X-Forwarded`` and ``CF-``."""
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_SHOWN: Final = ("From", "To", "Date", "Message-ID", "Auto-Submitted")
View = Callable[..., HttpResponse]


def _is_forwarded(request: HttpRequest) -> bool:
    names = [name.lower() for name in request.headers]
    return any(name in _FORWARDED or name.startswith(("x-forwarded", "cf-")) for name in names)


def _is_from_here(request: HttpRequest) -> bool:
    try:
        local = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
    return local and request.get_host().rsplit(":", 1)[0] in _OUR_NAMES


def is_open_to(request: HttpRequest) -> bool:
    """Whether these pages are there for this request: in the demo, from this very computer, by no forwarder."""
    return settings.ABOVEBOARD_DEMO and _is_from_here(request) and not _is_forwarded(request)


def here_only(view: View) -> View:
    """No such page for anybody beyond this computer, nor behind a proxy, which would make everybody look local."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open_to(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _folder() -> MailFolder:
    return MailFolder(Path(settings.ABOVEBOARD_DATA) / MAIL)


@require_GET
@here_only
@door(Who.ANYONE)
def computer(request: HttpRequest) -> HttpResponse:
    """What is fine and what is not on the computer that the demo runs on, with the way to ask for help with it."""
    told, link = this_computer(settings.ABOVEBOARD_BASE_URL, "de" if get_language() == "de" else "en")
    return render(request, "demo/computer.html", {"told": told, "link": link})


@require_GET
@here_only
@door(Who.ANYONE)
def mail(request: HttpRequest) -> HttpResponse:
    """All letters that the demo's mail server took, the newest first."""
    return render(request, "demo/mail.html", {"letters": _folder().list()})


@require_GET
@here_only
@door(Who.ANYONE)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter, its plain text alone: nothing in it is run or fetched."""
    message = _folder().read(name)
    if message is None:
        raise Http404
    part = message.get_body(("plain",))
    text = str(part.get_content()) if part is not None else ""
    headers = [(key, str(message[key])) for key in _SHOWN if key in message]
    return render(request, "demo/letter.html", {"subject": str(message["Subject"]), "headers": headers, "text": text})


@require_GET
@here_only
@door(Who.ANYONE)
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in the member of staff whom a link from the terminal names; the link works once.

    Who is signed in already and opens it again comes to the desk, not to a page that says nothing of use.
    """
    if request.user.is_authenticated:
        return redirect("queue")
    person = use_sign_in_link(Path(settings.ABOVEBOARD_DATA), token)
    if person is None or not person.is_active:
        raise Http404
    login(request, person, backend=_BACKEND)
    return redirect("queue")
