"""The headers of every answer: a strict Content-Security-Policy and its companions, as one table."""

import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from aboveboard.ground.notices import notice

log = logging.getLogger(__name__)

_EPOCH = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

FIXED = {
    "Permissions-Policy": "display-capture=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

KEY = "token"
"""The name of the part of an address that is a key by itself: for such pages, see `_dress`."""

Answer = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def policy(request: HttpRequest) -> str:
    """The Content-Security-Policy for this request. Names the WebSocket of the same host for browsers that need it."""
    socket = ("wss://" if request.is_secure() else "ws://") + request.get_host()
    rules = POLICY | {"connect-src": f"{POLICY['connect-src']} {socket}"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Middleware, sync and async: adds the headers to every answer, and forbids storing personal pages."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._later(request)
        response = self.get_response(request)
        assert isinstance(response, HttpResponseBase)
        return self._dress(request, response)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        assert not isinstance(response, HttpResponseBase)
        return self._dress(request, await response)

    def _dress(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        place = getattr(request, "resolver_match", None)
        is_secret = place is not None and KEY in place.kwargs
        if is_secret:
            # The address itself must reach nobody. `no-referrer` would also hide the origin, which our forms must show.
            response.headers["Referrer-Policy"] = "strict-origin"
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        try:
            response.headers["Content-Security-Policy"] = policy(request)
        except DisallowedHost:  # an answer to an unknown host gets the strictest policy
            response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        keep_to_the_register(response)
        if is_secret or getattr(request, "personal", False) or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


def keep_to_the_register(response: HttpResponseBase) -> None:
    """Take out each cookie that the notice's register does not name, and shorten what would stay longer than it says.

    Taking a cookie back is always allowed.
    """
    register = notice().cookies
    for name, cookie in list(response.cookies.items()):
        if cookie["max-age"] == 0:
            continue
        entry = register.get(name)
        if entry is None or entry.storage != "cookie":
            log.error("the cookie %s was not set: the notice's register does not name it", name)
            del response.cookies[name]
            continue
        most = int((entry.duration.after(_EPOCH) - _EPOCH).total_seconds())
        if cookie["max-age"] != "" and int(cookie["max-age"]) > most:
            log.error("the cookie %s would stay longer than the notice's register says", name)
            cookie["max-age"] = most or ""
            cookie["expires"] = ""
