"""The notice changed: what that means for one person, and their answer. Without a yes their data stays as agreed."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.ground import agreed, archive, notices
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.telling import differences
from aboveboard.letters import changes
from aboveboard.letters.kinds import Choice
from aboveboard.notice import Notice
from aboveboard.notice.differences import Change


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person is asked: from the version their data is held under to the latest. `choice` is what they said."""

    old: Notice
    new: Notice
    changes: tuple[Change, ...]
    choice: str


def offer(person: uuid.UUID) -> Offer | None:
    """What the person has to be told and asked, or None where nothing that matters changed for them."""
    known = archive.versions()
    if len(known) < 2:
        return None
    under = agreed.held_under(person)
    if under is None:
        return None
    old, new = notices.version(under), notices.version(known[-1].hash)
    if old is None or new is None or old.source_hash == new.source_hash:
        return None
    matters = tuple(one for one in differences(old.source_hash, new.source_hash) if one.material)
    if not matters:
        return None
    row = changes.of_person(person, new.source_hash)
    return Offer(old, new, matters, row.choice if row is not None else "")


def told(person: uuid.UUID, hashed: str, now: dt.datetime | None = None) -> None:
    """Write down, once, that a page showed the person this change."""
    row = changes.of_person(person, hashed)
    if row is None or row.seen_at is None:
        changes.mark_seen(person, hashed, now or clock())


def agree_to_notice(person: uuid.UUID, hashed: str, now: dt.datetime | None = None) -> None:
    """Hold the person's data under this version from now on: they said yes to it. A second time changes nothing.

    Raises NotFound where nothing of the person is held, Refused `changed` for any version but the latest: a yes is to
    what was shown.
    """
    now = now or clock()
    under = _shown(person, hashed)
    if under == hashed:
        return
    with transaction.atomic():
        changes.choose(person, hashed, Choice.AGREED, now)
        record("notice.agreed", facts={"hash": hashed, "before": under}, subject=person, at=now)
        # Last, since the key store commits by itself: what fails before leaves everything as it was agreed.
        agreed.hold_under(person, hashed)


def leave_as_it_is(person: uuid.UUID, hashed: str, now: dt.datetime | None = None) -> None:
    """The person does not agree: their data stays under its version. Raises like `agree_to_notice`."""
    if _shown(person, hashed) != hashed:
        changes.choose(person, hashed, Choice.LEFT, now or clock())


def _shown(person: uuid.UUID, hashed: str) -> str:
    """The version that the person's data is held under; raises where `hashed` is not what they are asked about."""
    under = agreed.held_under(person)
    if under is None:
        raise NotFound
    known = archive.versions()
    if not known or known[-1].hash != hashed:
        raise Refused("changed", _("The notice changed once more. Nothing was agreed: read what changes, then answer."))
    return under or notices.notice().source_hash
