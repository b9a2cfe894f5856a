"""A program joins with a code, gets fresh tickets with the secret that it was given then, and at the end the receipt.

These views are exempt from the check against forged forms: no cookie counts here, so a foreign page that makes a
browser call them gains nothing that it could not do by itself.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aboveboard.ground.notices import notice
from aboveboard.journeys import handing, joining
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.web.api.answers import answer, decode, refusal
from aboveboard.web.doors import Who, door
from aboveboard.web.source import source_of
from aboveboard.wire.header import PATH
from aboveboard.wire.payloads import PLAIN


class JoinBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``/api/join`` takes."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=PLAIN)]
    terms_version: Annotated[str, msgspec.Meta(max_length=40, pattern=PLAIN)]


class SecretBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``/api/ticket`` and ``/api/receipt`` take: nothing but the secret in the header."""


@csrf_exempt
@require_POST
@door(Who.ANYONE)
def join(request: HttpRequest) -> HttpResponse:
    """Use a code: 200 with the seat, else the refusal."""
    try:
        body = decode(request, JoinBody)
        joined = joining.redeem_code(body.code, body.terms_version, source_of(request), by_program=True)
        session, ticket = joining.resume_ticket(joined.resume)
    except Refused as refused:
        return refusal(refused)
    technician = joined.technician
    card = {"name": "", "organisation": notice().head.controller.name, "badge": ""}
    if technician is not None:
        card |= {"name": technician.display_name, "badge": technician.badge}
    return answer({"session": session.hex, "ticket": ticket, "wire": PATH, "technician": card, "resume": joined.resume})


@csrf_exempt
@require_POST
@door(Who.ANYONE)
def ticket(request: HttpRequest) -> HttpResponse:
    """A fresh ticket for who holds the seat's secret: 200, else the refusal (401 where nobody knows the secret)."""
    try:
        _session, fresh = joining.resume_ticket(_secret(request))
    except Refused as refused:
        return refusal(refused)
    return answer({"ticket": fresh, "wire": PATH})


@csrf_exempt
@require_POST
@door(Who.ANYONE)
def receipt(request: HttpRequest) -> HttpResponse:
    """After the end: the path of a link that shows the receipt in a browser, once. It uses the seat's secret up."""
    try:
        secret = handing.hand_over(_secret(request))
    except Refused as refused:
        return refusal(refused)
    return answer({"path": reverse("receipt-handed", args=[secret])})


def _secret(request: HttpRequest) -> str:
    """The seat's secret in the header of an otherwise empty request. Raises `NotFound` for none that could be one."""
    decode(request, SecretBody)
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 16 <= len(secret) <= 128:
        raise NotFound
    return secret
