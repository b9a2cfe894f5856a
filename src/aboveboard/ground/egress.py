"""The one door for everything that leaves this server.

Whoever sends says to whom, on which ground, and which categories of data go along. The notice decides: a recipient
that it does not name, another ground or a category beyond its list is refused before a connection is opened. What went
out is counted. What goes to the very person whom the data is about is no disclosure to anybody else.
"""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from aboveboard.ground.notices import notice

SELF: Final = "self"
"""Both the recipient and the ground of what goes to the very person it is about."""
TIMEOUT_S: Final = 20.0
_SCHEMES: Final = frozenset({"smtp", "smtps", "smtp+plain"})

_lock = threading.Lock()
_counts: Counter[tuple[str, str]] = Counter()


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


def counts() -> dict[tuple[str, str], int]:
    """How many parcels left this process since it started, by (recipient, ground)."""
    with _lock:
        return dict(_counts)


def _count(parcel: Parcel) -> None:
    with _lock:
        _counts[parcel.recipient, parcel.ground] += 1


def send_mail(message: EmailMessage, sender: str, to: str, parcel: Parcel, server: str) -> None:
    """Hand one letter to the mail server at ``server`` and return once it was accepted.

    ``server`` is ``smtps://user:password@host:port`` (TLS from the first byte), ``smtp://…`` (insists on STARTTLS) or
    ``smtp+plain://…`` (no TLS: a mail server on this very computer). ``sender`` and ``to`` are bare addresses.
    Raises ``NotDeclaredError``, ``RefusedError`` (for good) or ``UnreachableError`` (for now).
    """
    parcel.check()
    parts = urlsplit(server)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise UnreachableError("no mail server is set up (ABOVEBOARD_SMTP_URL)")
    try:
        connection = _open(parts, parts.hostname, sender.rpartition("@")[2])
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
    _count(parcel)


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
