"""The certificate of a deletion, for whoever holds its link."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from aboveboard.lifetime import certificates
from aboveboard.web import keeping_words
from aboveboard.web.doors import Who, door


def _by_kind(removed: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """One line for each kind of data, with its tables and rows."""
    kinds: dict[str, dict[str, Any]] = {}
    for line in removed:
        named = ", ".join(keeping_words.named(one, language) for one in line["categories"])
        kind = kinds.setdefault(named, {"named": named, "tables": [], "rows": 0})
        kind["tables"].append(line["table"])
        kind["rows"] += line["rows"]
    return sorted(kinds.values(), key=lambda kind: str(kind["named"]))


@door(Who.ANYONE)
@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What was deleted, when, what is left and why. It names nobody."""
    found = certificates.by_token(token)
    if found is None:
        raise Http404("no certificate has this link")
    language = get_language() or "en"
    context = {
        "certificate": found,
        "wanted": keeping_words.WANTED.get(found.basis, ""),
        "removed": _by_kind(found.removed, language),
        "rows": sum(line["rows"] for line in found.removed),
        "remains": keeping_words.remains(found.remains, found.key_destroyed_at is not None),
    }
    response = render(request, "public/certificate.html", context)
    # The link is the key: it must not stay in a shared cache. (No page's path travels in a Referer.)
    response["Cache-Control"] = "no-store"
    return response
