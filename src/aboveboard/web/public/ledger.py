"""The ledger's public side: its key, its signed heads, and proofs. Nothing here says whom an entry is about."""

import datetime as dt
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aboveboard.ground import throttle
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import consistency_file, heads, proofs
from aboveboard.web.doors import Who, door
from aboveboard.web.source import source_of

PER_HOUR = 600
HOUR = dt.timedelta(hours=1)
HEADS = 100


class Unanswerable(Exception):
    """A question that has no answer; its words go to who asked."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.words, self.status = words, status


def answering(view: Any) -> Any:
    """Bounds how often one network asks, and gives answers and refusals as JSON."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        source = throttle.network_of(source_of(request))
        try:
            if not throttle.allow("ledger", source, PER_HOUR, HOUR, now()):
                raise Unanswerable(_("Too many questions came from your network. Wait an hour."), 429)
            content, status = view(request), 200
        except Unanswerable as refusal:
            content, status = {"error": refusal.words}, refusal.status
        response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Cache-Control"] = "no-store"
        return response

    return answer


@door(Who.ANYONE)
@require_safe
@answering
def well_known(request: HttpRequest) -> dict[str, Any]:
    """The public key and the newest signed head, and where the rest is."""
    newest = heads.newest_head()
    return {
        "format": "aboveboard ledger 1",
        "key": heads.public_key(),
        "head": newest.public() if newest else None,
        "heads": request.build_absolute_uri(reverse("ledger-heads")),
        "consistency": request.build_absolute_uri(reverse("ledger-consistency")),
        "inclusion": request.build_absolute_uri(reverse("ledger-inclusion")),
    }


@door(Who.ANYONE)
@require_safe
@answering
def signed_heads(request: HttpRequest) -> dict[str, Any]:
    """Signed heads of more than `after` entries, a hundred at most, the smallest first."""
    found = heads.heads_after(_number(request, "after", 0), HEADS)
    return {"heads": [head.public() for head in found]}


@door(Who.ANYONE)
@require_safe
@answering
def consistency(request: HttpRequest) -> dict[str, Any]:
    """The proof that the head of `second` entries (without it: the newest) continues the head of `first` entries."""
    first, second = heads.head_of(_number(request, "first")), _second(request)
    if first is None or second is None or first.size > second.size:
        raise Unanswerable(_("There are no two signed heads of these sizes, the smaller one first."), 404)
    return consistency_file.pack(first, second, proofs.consistency(first.size, second.size))


@door(Who.ANYONE)
@require_safe
@answering
def inclusion(request: HttpRequest) -> dict[str, Any]:
    """The proof that entry `seq` stands in the tree of the head of `size` entries (without it: the newest)."""
    seq, head = _number(request, "seq"), _second(request, "size")
    if head is None or seq >= head.size:
        raise Unanswerable(_("There is no such entry under a signed head of this size."), 404)
    proof = proofs.inclusion(seq, head.size)
    return {"seq": seq, "leaf": proofs.leaf(seq), "proof": proof, "head": head.public()}


def _second(request: HttpRequest, name: str = "second") -> Any:
    return heads.head_of(_number(request, name)) if name in request.GET else heads.newest_head()


def _number(request: HttpRequest, name: str, without: int | None = None) -> int:
    text = request.GET.get(name, "" if without is None else str(without))
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Unanswerable(_("Give “%(name)s” as a number.") % {"name": name})
    return int(text)
