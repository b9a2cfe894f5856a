"""The archive of the notice: each version at its address, byte for byte, and what changed from one to another."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aboveboard.ground import archive, notices
from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.notice import Notice
from aboveboard.notice.archive import pack
from aboveboard.notice.diff import compare
from aboveboard.web.doors import Who, door
from aboveboard.web.public.privacy import notice_page, reading_language

HASH_DIGITS = 64


@door(Who.ANYONE)
@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    """Every version that was published, the newest first, each with what changed since the one before."""
    known = archive.versions()
    before = dict(zip((one.hash for one in known[1:]), (one.hash for one in known), strict=False))
    rows = [(one, _state(one.hash, one.effective), before.get(one.hash)) for one in reversed(known)]
    return render(request, "public/versions.html", {"rows": rows, "notice": notice()})


@door(Who.ANYONE)
@require_safe
def version_page(request: HttpRequest, hashed: str) -> HttpResponse:
    """One version as it was published, with its own address."""
    found = _version(hashed)
    return notice_page(request, found, _state(found.source_hash, found.effective))


@door(Who.ANYONE)
@require_safe
def package(request: HttpRequest, hashed: str) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """The very bytes of a version: their SHA-256 is the address."""
    found = _version(hashed)
    response = HttpResponse(archive.package(hashed) or pack(found.files), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="privacy-notice-{found.version}.json"'
    return response


@door(Who.ANYONE)
@require_safe
def changes(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What changes from one version to another, by what it means: first what matters, then the rest."""
    before, after = _version(old), _version(new)
    language, found = reading_language(), compare(before, after)
    context = {
        "old": before,
        "new": after,
        "old_state": _state(before.source_hash, before.effective),
        "new_state": _state(after.source_hash, after.effective),
        "matters": [one.what.say(language) for one in found if one.material],
        "rest": [one.what.say(language) for one in found if not one.material and not one.kind.startswith("words.")],
        "words": [one.what.say(language) for one in found if one.kind.startswith("words.")],
    }
    return render(request, "public/changes.html", context)


def _version(hashed: str) -> Notice:
    found = notices.version(hashed) if len(hashed) == HASH_DIGITS else None
    if found is None:
        raise Http404("no version has this address")
    return found


def _state(hashed: str, effective: dt.date) -> str:
    if hashed == notice().source_hash:
        return "in force"
    return "coming" if effective > now().date() else "replaced"
