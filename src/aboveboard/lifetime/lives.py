"""The one table that says from when on each table's rows count their time, and what a row stays for.

How long a category is kept, and from which event on, stands in the notice. What that event is for a row stands here.
A row goes when the last of its `stays_for` is over, and not before the rows that hang on it. It never stays longer than
any other category of its columns that cannot be emptied by itself. Columns that can (sealed ones, those that may be
null, `resets`) are emptied when their own category's time is over.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aboveboard.notice.model import CountedFrom


@dataclass(frozen=True, slots=True)
class At:
    """The moment in a column, by way of foreign keys (`case__closed_at`). Empty: the clock does not run yet."""

    path: str


@dataclass(frozen=True, slots=True)
class LastCase:
    """The moment when the last case of the customer at `path` was closed, or the later one in `since`."""

    path: str
    since: str = ""


Clock = At | LastCase


@dataclass(frozen=True, slots=True)
class Life:
    """How long the rows of one table live.

    `collected`, `session_ended`, `case_closed`, `account_closed` say what each event of the notice is for a row; None:
    there is no such event, and a notice that counts one of the table's categories from it is refused at the start.
    """

    table: str
    stays_for: tuple[str, ...]
    collected: Clock
    session_ended: Clock | None = None
    case_closed: Clock | None = None
    account_closed: Clock | None = None
    withdrawn: Clock | None = None
    resets: tuple[str, ...] = ()
    """Columns that are set back to their default when their category's time is over: the default says nothing."""
    no_longer_than: tuple[str, ...] = ()
    """Categories of other tables that this table's rows are made of, and must not outlive."""
    by_row: str = ""
    """The column that names the category of what the row stands for, where that differs from row to row."""

    def clock(self, counted_from: CountedFrom) -> Clock | None:
        """What the notice's event is for a row of this table."""
        found: Clock | None = getattr(self, counted_from.replace("-", "_"))
        return found


@dataclass(frozen=True, slots=True)
class Brief:
    """Rows that are needed for a fixed short time, whatever the notice says: `after` the moment in `path`."""

    table: str
    path: str
    after: dt.timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A table that this walk leaves alone, and why nothing of a person grows old in it."""

    table: str
    why: str


_CASE = At("case__closed_at")
_OF_SESSION = At("session__case__closed_at")
_CUSTOMER = LastCase("pk", "created_at")

LIVES: tuple[Life, ...] = (
    Life(
        "people.Customer",
        ("identity", "contact"),
        collected=At("created_at"),
        session_ended=_CUSTOMER,
        case_closed=_CUSTOMER,
        account_closed=_CUSTOMER,
        resets=("language",),
    ),
    Life(
        "people.TermsAcceptance",
        ("terms-record",),
        collected=At("accepted_at"),
        session_ended=LastCase("customer_id", "accepted_at"),
        case_closed=LastCase("customer_id", "accepted_at"),
        account_closed=LastCase("customer_id", "accepted_at"),
    ),
    # A case without a session still has its record: it counts from the end of the case.
    Life(
        "cases.Case",
        ("session-record",),
        collected=At("created_at"),
        session_ended=At("closed_at"),
        case_closed=At("closed_at"),
    ),
    Life(
        "cases.Assignment",
        ("session-record",),
        collected=At("since"),
        session_ended=_CASE,
        case_closed=_CASE,
    ),
    Life("cases.Message", ("chat",), collected=At("sent_at"), session_ended=_CASE, case_closed=_CASE),
    Life("cases.Note", ("notes",), collected=At("written_at"), session_ended=_CASE, case_closed=_CASE),
    Life(
        "remote.Session",
        ("session-record",),
        collected=At("created_at"),
        session_ended=At("ended_at"),
        case_closed=_CASE,
    ),
    Life(
        "remote.Invitation",
        ("session-record",),
        collected=At("created_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.Seat",
        ("session-record",),
        collected=At("session__created_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.Grant",
        ("consent-record",),
        collected=At("granted_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.Event",
        ("session-record",),
        collected=At("at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.ToolRun",
        ("tool-runs",),
        collected=At("offered_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.FileEvent",
        ("session-record",),
        collected=At("asked_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "remote.MachineReport",
        ("device-facts",),
        collected=At("kept_at"),
        session_ended=_CASE,
        case_closed=_CASE,
    ),
    # The computer of one case: what the case leaves for the next one counts from that case's own end.
    Life(
        "remote.KnownComputer",
        ("machine-history",),
        collected=At("kept_at"),
        session_ended=_CASE,
        case_closed=_CASE,
        withdrawn=At("forgotten_at"),
    ),
    Life(
        "letters.Letter",
        ("letters",),
        collected=At("queued_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    # About no session: what else counts from one, counts from when it was owed.
    Life(
        "letters.ChangeLetter",
        ("letters",),
        collected=At("queued_at"),
        session_ended=At("queued_at"),
        case_closed=LastCase("subject", "queued_at"),
        account_closed=LastCase("subject", "queued_at"),
    ),
    Life(
        "surveys.Questionnaire",
        ("answers",),
        collected=At("created_at"),
        session_ended=At("session__ended_at"),
        case_closed=_OF_SESSION,
    ),
    Life(
        "surveys.Answer",
        ("answers",),
        collected=At("answered_at"),
        session_ended=At("questionnaire__session__ended_at"),
        case_closed=At("questionnaire__session__case__closed_at"),
    ),
    # An opening is over as it happens: nothing ends later.
    Life(
        "ground.Opening",
        ("session-record",),
        collected=At("opened_at"),
        session_ended=At("opened_at"),
        case_closed=At("opened_at"),
    ),
    # A sealed file: its category stands in the row. It belongs to a person, so a session's file counts from its making.
    Life(
        "ground.Blob",
        ("link",),
        collected=At("kept_at"),
        session_ended=At("kept_at"),
        case_closed=LastCase("subject", "kept_at"),
        account_closed=LastCase("subject", "kept_at"),
        by_row="holds",
    ),
    # Fingerprints of the name and the addresses: they would still confirm a guess.
    Life(
        "ground.BlindEntry",
        ("search-index",),
        collected=At("written_at"),
        session_ended=LastCase("subject"),
        case_closed=LastCase("subject"),
        account_closed=LastCase("subject"),
        no_longer_than=("identity", "contact"),
    ),
    # Without this row nobody can tell any more whom the ledger's entry is about. The entry itself stays.
    Life(
        "ground.Commitment",
        ("link",),
        collected=At("entry__at"),
        session_ended=At("entry__at"),
        case_closed=At("entry__at"),
    ),
    Life(
        "lifetime.Hold",
        ("rights-request",),
        collected=At("ended_at"),
        session_ended=At("ended_at"),
        case_closed=At("ended_at"),
        withdrawn=At("ended_at"),
    ),
    Life(
        "lifetime.Certificate",
        ("rights-request",),
        collected=At("complete_at"),
        session_ended=At("complete_at"),
        case_closed=At("complete_at"),
        withdrawn=At("complete_at"),
    ),
    # Facts about our own checks; a finding names the row that broke a promise.
    Life(
        "evidence.CheckRun",
        ("operational",),
        collected=At("checked_at"),
        session_ended=At("checked_at"),
        case_closed=At("checked_at"),
    ),
    Life(
        "evidence.Finding",
        ("operational",),
        collected=At("run__checked_at"),
        session_ended=At("run__checked_at"),
        case_closed=At("run__checked_at"),
    ),
    # Others' records name staff, so an account is emptied instead of deleted: see `staff.py`.
    Life(
        "people.Technician",
        ("staff",),
        collected=At("suspended_at"),
        case_closed=At("suspended_at"),
        session_ended=At("suspended_at"),
        account_closed=At("suspended_at"),
    ),
)

BRIEF: tuple[Brief, ...] = (
    Brief("ground.Due", "done_at", dt.timedelta(days=30), "finished work, kept a while to see what was done"),
    Brief("people.SetupLink", "expires_at", dt.timedelta(days=1), "a one-time link that opens nothing any more"),
    Brief("sessions.Session", "expire_date", dt.timedelta(0), "a browser's sign-in that is over"),
)

APART: tuple[Apart, ...] = (
    Apart("ground.Throttle", "each window is deleted as it ends, within the hour: ground.throttle.forget"),
    Apart("remote.Ticket", "deleted a minute after it was made: remote.operations.forget_tickets"),
    Apart("ground.LedgerEntry", "proves that no other entry was changed, and names nobody without its commitments"),
    Apart("ground.LedgerTile", "hashes of the ledger's entries"),
    Apart("ground.LedgerHead", "the signed heads of the ledger: what somebody holds can be held against them"),
    Apart("ground.LedgerMark", "how far the ledger has come"),
    Apart("ground.EgressCount", "how many parcels left in a year; names nobody"),
    Apart("ground.PublishedNotice", "each version of the notice stays readable"),
    Apart("remote.FindingCount", "in how many cases of a month something was wrong; names nobody"),
    Apart("evidence.CookieCount", "how often the site set which cookie; names nobody"),
    Apart("ground.PersonKey", "destroyed with the last row of its person, and by an erasure"),
    Apart("ground.Erasure", "a restore of old data erases these people again, for as long as there are old backups"),
    Apart("ground.ServiceKey", "keys of the service itself"),
    Apart("ground.MasterMark", "which master key is in use"),
    Apart("ground.Serial", "the last number of a series"),
    Apart("lifetime.Figure", "counts of at least as many people as the smallest group"),
    Apart("people.ConfidentialityStatement", "goes with the account that signed it"),
    Apart("account.EmailAddress", "never written; goes with the account"),
    Apart("account.EmailConfirmation", "never written"),
    Apart("mfa.Authenticator", "goes with the account, when it is emptied"),
    Apart("auth.Permission", "Django's own list"),
    Apart("auth.Group", "never written"),
    Apart("auth.Group_permissions", "never written"),
    Apart("contenttypes.ContentType", "Django's own list"),
)
