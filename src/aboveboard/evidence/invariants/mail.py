"""Mail that is owed after a session, and mail that nobody may send."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import surely_kept
from aboveboard.ground import features
from aboveboard.ground.seen import Seen
from aboveboard.letters import audit as letters
from aboveboard.letters.kinds import Kind
from aboveboard.remote import audit as remote
from aboveboard.surveys import audit as surveys


def after_session(now: dt.datetime) -> Seen:
    """Sessions that a customer joined and that ended, for as long as the record of their letters is kept."""
    seen = letters.out_of_place()
    asks, writes = features.is_on("questionnaire"), features.is_on("letters")
    off = {Kind.QUESTIONNAIRE} if not asks else set()
    for sessions in remote.ended(surely_kept(now, "letters", "answers", "session-record")):
        seen.add(letters.not_exactly_one(sessions, off if writes else Kind.values))
        if asks:
            seen.add(surveys.not_exactly_one(sessions))
    return seen


INVARIANTS = (
    Invariant(
        "mail.after-session",
        _("After each session you get one summary and one short questionnaire."),
        _("For each session that has ended there is exactly one summary and exactly one questionnaire."),
        "queued in the transaction that ends the session; one row a session and kind",
        after_session,
    ),
    Invariant(
        "mail.marketing",
        _("No advertising without your permission, and a way out in each."),
        _("Each advertising mail has a permission that was live when it was sent."),
        "a permission checked at sending; one-click unsubscribing after RFC 8058",
    ),
    Invariant(
        "mail.reminders",
        _("Reminders go to people whose subscription goes on."),
        _("No reminder was sent for a subscription that had ended."),
        "reminders are made from the subscription's state",
    ),
)
