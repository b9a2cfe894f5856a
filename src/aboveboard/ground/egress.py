"""The one door for everything that leaves this server.

Whoever sends says to whom, on which ground, and which categories of data go along. The notice decides: a recipient
that it does not name, another ground or a category beyond its list is refused before a connection is opened. Then the
ledger says that it is about to leave, and that is committed before the network is touched; and in the end what became
of it. The door counts by itself what was taken, so that both can be held against each other. What goes to the very
person whom the data is about is no disclosure to anybody else, and stands in the ledger too.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from django.db import transaction
from django.db.models import F

from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import EgressCount, LedgerEntry
from aboveboard.ground.notices import notice

SELF: Final = "self"
"""Both the recipient and the ground of what goes to the very person it is about."""
TIMEOUT_S: Final = 20.0
_SCHEMES: Final = frozenset({"smtp", "smtps", "smtp+plain"})

Totals = dict[tuple[str, str, int], int]
"""(recipient, ground, year) → how many parcels were taken."""


class EgressError(Exception):
    """Nothing left. ``reason`` is a short text without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotDeclaredError(EgressError):
    """The notice does not let this go to that recipient."""


class RefusedError(EgressError):
    """The other side said no for good: trying again changes nothing."""


class UnreachableError(EgressError):
    """Not now: worth another try later."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is about to leave: to whom (a recipient's key in the notice, or ``SELF``), why, and what kinds of data."""

    recipient: str
    ground: str
    categories: frozenset[str]

    def check(self) -> None:
        """Raises ``NotDeclaredError`` unless the notice discloses exactly this."""
        declared = notice()
        unknown = sorted(key for key in self.categories if key not in declared.categories)
        if unknown:
            raise NotDeclaredError(f"the notice has no category {', '.join(unknown)}")
        if self.recipient == SELF:
            if self.ground != SELF:
                raise NotDeclaredError("what goes to the person itself has no other ground than that")
            return
        recipient = declared.recipients.get(self.recipient)
        if recipient is None or not recipient.offered:
            raise NotDeclaredError(f"the notice names no recipient {self.recipient}")
        if recipient.ground != self.ground:
            raise NotDeclaredError(f"the notice gives {self.recipient} data on the ground {recipient.ground} only")
        beyond = sorted(self.categories - set(recipient.categories))
        if beyond:
            raise NotDeclaredError(f"the notice does not give {self.recipient} the category {', '.join(beyond)}")


def totals() -> Totals:
    """What left, as the door counted it at the moment at which the other side took it."""
    rows = EgressCount.objects.values_list("recipient", "ground", "year", "parcels")
    return {(recipient, ground, year): parcels for recipient, ground, year, parcels in rows}


def ledger_totals() -> Totals:
    """What left, as the ledger's entries say."""
    found: Counter[tuple[str, str, int]] = Counter()
    rows = LedgerEntry.objects.filter(kind="egress.done").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=1000):
        content = json.loads(body)
        facts = content["facts"]
        if facts["outcome"] == "accepted":
            found[facts["recipient"], facts["ground"], int(content["at"][:4])] += 1
    return dict(found)


def unfinished() -> set[str]:
    """Parcels that have begun and have no end: they are on their way now, or the process died in between.

    Of the latter nobody knows whether they left.
    """
    open_parcels: set[str] = set()
    rows = LedgerEntry.objects.filter(kind__in=("egress.begun", "egress.done")).order_by("pk")
    for kind, body in rows.values_list("kind", "body").iterator(chunk_size=1000):
        parcel = json.loads(body)["facts"]["parcel"]
        (open_parcels.add if kind == "egress.begun" else open_parcels.discard)(parcel)
    return open_parcels


@contextmanager
def _leaving(parcel: Parcel, subject: uuid.UUID | None) -> Iterator[None]:
    """Around what touches the network: asks the notice, commits what begins to the ledger, writes what became of it.

    Raises RuntimeError inside a transaction, which would hold a database for as long as the other side takes.
    """
    parcel.check()
    facts = {"parcel": uuid.uuid4().hex, "recipient": parcel.recipient, "ground": parcel.ground}
    with transaction.atomic(durable=True):
        record("egress.begun", facts={**facts, "categories": sorted(parcel.categories)}, subject=subject)
    try:
        yield
    except RefusedError:
        record("egress.done", facts={**facts, "outcome": "refused"}, subject=subject)
        raise
    except UnreachableError:
        record("egress.done", facts={**facts, "outcome": "unreachable"}, subject=subject)
        raise
    at = clock()
    with transaction.atomic():
        row, _ = EgressCount.objects.get_or_create(recipient=parcel.recipient, ground=parcel.ground, year=at.year)
        EgressCount.objects.filter(pk=row.pk).update(parcels=F("parcels") + 1)
        record("egress.done", facts={**facts, "outcome": "accepted"}, subject=subject, at=at)


def send_mail(
    message: EmailMessage, sender: str, to: str, parcel: Parcel, server: str, subject: uuid.UUID | None = None
) -> None:
    """Hand one letter to the mail server at ``server`` and return once it was accepted.

    ``server`` is ``smtps://user:password@host:port`` (TLS from the first byte), ``smtp://…`` (insists on STARTTLS) or
    ``smtp+plain://…`` (no TLS: a mail server on this very computer). ``sender`` and ``to`` are bare addresses;
    ``subject`` is the person whose data goes along. Must not run inside a transaction.
    Raises ``NotDeclaredError``, ``RefusedError`` (for good) or ``UnreachableError`` (for now).
    """
    parcel.check()
    parts = urlsplit(server)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise UnreachableError("no mail server is set up (ABOVEBOARD_SMTP_URL)")
    with _leaving(parcel, subject):
        _deliver(message, sender, to, parts, parts.hostname)


def _deliver(message: EmailMessage, sender: str, to: str, parts: SplitResult, host: str) -> None:
    try:
        connection = _open(parts, host, sender.rpartition("@")[2])
        try:
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(message, from_addr=sender, to_addrs=[to])
        finally:
            # Without a polite QUIT: what was accepted is accepted, whatever the server says to a goodbye.
            connection.close()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((int(code) for code, _ in refused.recipients.values()), 0)
        raise _verdict(code, "the mail server refused the address") from refused
    except smtplib.SMTPAuthenticationError as error:
        # Ours to repair, not the person's: the letter waits.
        raise UnreachableError(f"the mail server refused the sign-in ({error.smtp_code})") from error
    except smtplib.SMTPResponseException as error:
        raise _verdict(error.smtp_code, "the mail server refused the letter") from error
    except smtplib.SMTPNotSupportedError as error:
        raise UnreachableError("the mail server cannot do what the settings ask for (TLS, sign-in or UTF-8)") from error
    except (OSError, smtplib.SMTPException) as error:
        raise UnreachableError(f"the mail server cannot be reached ({type(error).__name__})") from error


def _open(parts: SplitResult, host: str, ourselves: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, ourselves, timeout=TIMEOUT_S, context=context)
    connection = smtplib.SMTP(host, parts.port or 587, ourselves, timeout=TIMEOUT_S)
    if parts.scheme == "smtp":
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _verdict(code: int, text: str) -> EgressError:
    """RFC 5321: replies from 500 on are for good, others (and none) are for now."""
    return RefusedError(f"{text} ({code})") if code >= 500 else UnreachableError(f"{text} for now ({code})")
