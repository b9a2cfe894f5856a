"""The operator's library on the page of a session, and the packages in it."""

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from aboveboard.ground import features
from aboveboard.remote import queries
from aboveboard.toolbox.library import Entry, Library
from aboveboard.web.doors import Who, access_of, door
from aboveboard.wire.remedy import fingerprint


@dataclass(frozen=True, slots=True)
class Remedy:
    """One tool as a technician chooses it. `signer` is the fingerprint of the key that signed it."""

    key: str
    version: str
    name: str
    about: str
    touches: str
    undo: str
    undoable: bool
    administrator: bool
    signer: str
    digest: str
    size: int


@cache
def _library(folder: Path) -> Library:
    return Library(folder)


def library() -> Library:
    """The library of this server."""
    return _library(Path(settings.ABOVEBOARD_DATA) / "tools")


def remedies() -> list[Remedy]:
    """What can be offered, in the technician's language; nothing where the notice does not let this server have it."""
    return [_shown(entry) for entry in library().entries()] if features.is_on("tools") else []


def _shown(entry: Entry) -> Remedy:
    said, language = entry.description, get_language() or "en"
    return Remedy(
        said.key,
        said.version,
        said.name.say(language),
        said.about.say(language),
        said.touches.say(language),
        said.undo.how.say(language),
        bool(said.undo.program),
        said.administrator,
        fingerprint(entry.signer),
        entry.digest,
        entry.size,
    )


@door(Who.TECHNICIAN, purpose="support", feature="tools")
@require_safe
def package(request: HttpRequest, session_id: uuid.UUID, digest: str) -> HttpResponse:
    """A package of the library, for a technician who sits in a session that is running."""
    seat = queries.seat_of_technician(session_id, access_of(request).technician.pk)
    found = library().package(digest) if seat is not None and seat.session.ended_at is None else None
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="application/octet-stream")
    response["Cache-Control"] = "no-store"
    return response
