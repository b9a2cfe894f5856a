"""Letters as the checks of the promises want them: what is owed, and what was queued too often."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection
from typing import Final, NamedTuple

from aboveboard.ground.seen import Seen
from aboveboard.letters.changes import SEND_CHANGE
from aboveboard.letters.kinds import Kind, State
from aboveboard.letters.models import ChangeLetter, Letter
from aboveboard.letters.operations import SEND

WORK: Final = {SEND: "communicate", SEND_CHANGE: "communicate"}
"""The due work of this room that opens people, and what for."""


def not_exactly_one(sessions: list[uuid.UUID], off: Collection[str] = ()) -> Seen:
    """Of these ended sessions: which lack a letter, or have one of a kind too many. Counts the sessions.

    `off`: the kinds that the notice switches off, of which none may be owed.
    """
    seen = Seen()
    seen.count(len(sessions))
    there: dict[uuid.UUID, Counter[str]] = {session: Counter() for session in sessions}
    for session, kind in Letter.objects.filter(session__in=sessions).values_list("session", "kind"):
        there[session][kind] += 1
    for session, kinds in there.items():
        for kind in Kind.values:
            if kinds[kind] != 1 and not (kind in off and not kinds[kind]):
                seen.broken("remote_session", session, f"{kinds[kind]} letters of the kind '{kind}' instead of one")
    return seen


def out_of_place() -> Seen:
    """Letters about sessions that have not ended, and letters that say "sent" without a time."""
    seen = Seen()
    early = Letter.objects.filter(session__ended_at__isnull=True)
    seen.all_broken(early, "a letter about a session that has not ended")
    seen.all_broken(Letter.objects.filter(state=State.SENT, sent_at__isnull=True), "sent, but nobody knows when")
    seen.all_broken(Letter.objects.filter(state=State.NOT_SENT, reason=""), "not sent, and without a reason")
    return seen


class Told(NamedTuple):
    """What is known of telling one person about one version: whether it is still under way, and when they were told."""

    queued: bool
    at: dt.datetime | None


def told(notice: str, people: Collection[uuid.UUID]) -> dict[uuid.UUID, Told]:
    """What became of telling these people about this version; who was never written down is not in it."""
    rows = ChangeLetter.objects.filter(notice=notice, subject__in=people)
    return {
        subject: Told(state == State.QUEUED, min((at for at in (sent, seen) if at is not None), default=None))
        for subject, state, sent, seen in rows.values_list("subject", "state", "sent_at", "seen_at")
    }
