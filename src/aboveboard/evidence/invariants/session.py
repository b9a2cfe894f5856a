"""Nothing passes without a yes, how to stop is said first, and after the end there is nothing."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import SLACK, surely_kept
from aboveboard.ground.ledger.audit import about, written_about
from aboveboard.ground.seen import Seen
from aboveboard.remote import audit
from aboveboard.remote.audit_counts import counts, sessions_with_counts
from aboveboard.remote.audit_files import files
from aboveboard.remote.audit_tools import tools
from aboveboard.wire.types import Step

RECORDS = ("session-record", "consent-record")


def consent(now: dt.datetime) -> Seen:
    """Grants that carried frames, tools that were offered, and the signed counts of customers' ends."""
    since = surely_kept(now, *RECORDS, "link")
    seen = audit.frames_outside_grants(SLACK, since)
    seen.add(tools(SLACK, surely_kept(now, *RECORDS, "link", "tool-runs")))
    for ended in sessions_with_counts(since):
        seen.add(counts(ended, written_about(("session.keyed",), "about", ended), SLACK))
    for given in audit.grants_by_session(since):
        written = about("grant.begun", given)
        for session, count in given.items():
            if written[session] != count:
                seen.broken("remote_session", session, f"{count} grants, and {written[session]} of them in the ledger")
    return seen


def disconnect_told(now: dt.datetime) -> Seen:
    """Sessions in which something was seen."""
    return audit.step_not_shown(Step.DISCONNECT.value, surely_kept(now, *RECORDS))


def terminate(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Sessions that a customer joined and that have ended."""
    return audit.frames_after_end(SLACK)


def secure_files(now: dt.datetime) -> Seen:
    """Sessions in which something was seen."""
    return audit.step_not_shown(Step.FILES.value, surely_kept(now, *RECORDS))


def files_untouched(now: dt.datetime) -> Seen:
    """Files that a technician offered or asked for, and sessions in which something passed under a yes to files."""
    return files(SLACK, surely_kept(now, *RECORDS, "file-events", "link"))


INVARIANTS = (
    Invariant(
        "session.consent",
        _("Nobody sees or touches anything on your computer without your clear yes."),
        _(
            "Every stretch in which something was sent lies between your yes and its end, and our server "
            "counted no more than your computer counted and signed."
        ),
        "grants come from the customer's end alone; `wire.permit` forwards nothing without a live one; the "
        "customer's end signs its own count (Ed25519), and the ledger keeps which key it showed; counts that differ "
        "for another reason break nothing and are shown to the privacy officer",
        consent,
    ),
    Invariant(
        "session.disconnect-told",
        _("Before anything begins we show you how to stop it."),
        _("In each session, how to stop was shown and acknowledged before the first picture was sent."),
        "a step of the wire's table; without its acknowledgement nothing can be granted",
        disconnect_told,
    ),
    Invariant(
        "session.terminate",
        _("You can end a session at any moment, and then it is over."),
        _("In each session that has ended, nothing was sent after the end, and no permission and no way in was left."),
        "stop at the customer's end, by button and key; the relay cuts all sockets; tickets are destroyed",
        terminate,
    ),
    Invariant(
        "session.files-untouched",
        _("We look only where the problem is and leave your files alone."),
        _(
            "Each file that was offered or asked for lies within your yes to files, in an open case, with a reason "
            "that you can read; what moved, you had allowed by name."
        ),
        "nobody lists a folder or names a path from afar; a file is a frame with a reason, and the customer picks the "
        "file or the folder; the relay writes each down and keeps none",
        files_untouched,
    ),
    Invariant(
        "session.secure-files",
        _("We advise you to put away what is private first, and say how."),
        _("In each session, this advice was shown and acknowledged before the first picture was sent."),
        "a step of the wire's table, with advice for each operating system",
        secure_files,
    ),
)
