"""JSON in and out: strict decoding, one shape of error."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from aboveboard.journeys.errors import NotFound, Refused

MOST_BYTES: Final = 4096
STATUS: Final = {
    "unknown": 404,
    "off": 404,
    "not-found": 401,
    "used": 410,
    "expired": 410,
    "ended": 410,
    "running": 409,
    "limited": 429,
    "terms": 428,
    "malformed": 400,
}
"""The HTTP status of each refusal; the body says which one it is."""

Body = TypeVar("Body", bound=msgspec.Struct)


def decode(request: HttpRequest, kind: type[Body]) -> Body:
    """The request's body. Raises ``Refused`` ``malformed`` for any other type, shape or size."""
    malformed = Refused("malformed", _("The request was not understood. Nothing was changed."))
    if request.content_type != "application/json" or int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise malformed
    body = request.body
    if len(body) > MOST_BYTES:
        raise malformed
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise malformed from None


def answer(content: dict[str, object], status: int = 200) -> HttpResponse:
    """A JSON answer that nobody may store: it holds secrets."""
    response = HttpResponse(msgspec.json.encode(content), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def refusal(refused: Refused) -> HttpResponse:
    """The one shape of an error: a code for programs, a sentence for people, seconds to wait where that is known."""
    code, message = refused.code, str(refused.message)
    if isinstance(refused, NotFound):
        code, message = "unknown", _("This program's seat is not known. Ask your technician for a new code.")
    response = answer({"error": code, "message": message, "retry_after": refused.retry_after}, STATUS[refused.code])
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    if isinstance(refused, NotFound):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
