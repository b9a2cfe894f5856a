"""A letter leaves, or its row says why not.

Sending is at least once: between the mail server's "accepted" and our own commit a crash is possible, and then the
letter is sent again with the same Message-ID, by which mail programs recognise it as one. The row itself is unique for
each session and kind, so no letter is ever owed twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from django.conf import settings

from aboveboard.ground import due, egress
from aboveboard.ground.clock import now as clock
from aboveboard.ground.notices import notice
from aboveboard.letters import changes, operations
from aboveboard.letters.compose import (
    BadAddressError,
    ChangeFacts,
    Facts,
    Sender,
    address_of,
    compose,
    compose_change,
)
from aboveboard.letters.kinds import State
from aboveboard.letters.models import ChangeLetter, Letter

MOST_TRIES: Final = 12
WAITS: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""Between one try and the next; the last one repeats. Twelve tries take about three days."""
NO_SERVER_WAIT: Final = dt.timedelta(minutes=1)
_MAIL: Final = "mail"
DEVICE_FACTS: Final = frozenset({"device-facts"})
"""What else leaves with a summary that says what changed on the computer."""


@dataclass(frozen=True, slots=True)
class Records:
    """How it is written down that a letter was sent, or that it never will be and why."""

    sent: Callable[[uuid.UUID, dt.datetime], None]
    not_sent: Callable[[uuid.UUID, str], None]


def sender() -> Sender:
    """Who letters come from: the company of the notice, at ``ABOVEBOARD_MAIL_FROM`` or the notice's own address."""
    company = notice().head.controller
    return Sender(company.name, settings.ABOVEBOARD_MAIL_FROM or company.email)


def parcel(more: frozenset[str] = frozenset()) -> egress.Parcel:
    """How a letter is declared: it passes through the mail provider of the notice, or goes to the person alone.

    `more`: categories that it holds beside the address and what every letter says.
    """
    recipient = notice().recipients.get(_MAIL)
    categories = frozenset({"contact", "letters"}) | more
    if recipient is None:
        return egress.Parcel(egress.SELF, egress.SELF, categories)
    return egress.Parcel(_MAIL, recipient.ground, categories)


def send(letter: Letter, facts: Facts, address: str, language: str, tries: int, now: dt.datetime | None = None) -> None:
    """Send a queued letter and record what became of it. A letter that is not queued any more is left alone.

    Raises ``due.NotNow`` where it is worth another try. Must not run inside a transaction: the network is slow.
    """
    moment = now or clock()

    def write(to: str) -> EmailMessage:
        return compose(letter.kind, facts, language, sender(), to, letter.message_id, moment)

    records = Records(operations.mark_sent, operations.mark_not_sent)
    hand_over(letter, write, address, tries, records, moment, DEVICE_FACTS if facts.changes else frozenset())


def send_change(
    letter: ChangeLetter, facts: ChangeFacts, address: str, language: str, tries: int, now: dt.datetime | None = None
) -> None:
    """Send a queued letter about a change of the notice; like ``send``."""
    moment = now or clock()

    def write(to: str) -> EmailMessage:
        return compose_change(facts, language, sender(), to, letter.message_id, moment)

    hand_over(letter, write, address, tries, Records(changes.mark_sent, changes.mark_not_sent), moment)


def hand_over(
    letter: Letter | ChangeLetter,
    write: Callable[[str], EmailMessage],
    address: str,
    tries: int,
    records: Records,
    now: dt.datetime,
    more: frozenset[str] = frozenset(),
) -> None:
    """Write the message for the checked address, give it to the mail server, and record what became of it."""
    if letter.state != State.QUEUED:
        return
    if not settings.ABOVEBOARD_SMTP_URL:
        # A letter that waits for a mail server never gives up.
        raise due.NotNow(NO_SERVER_WAIT, "no mail server is set up", tried=False)
    try:
        to = address_of(address).addr_spec
        message = write(to)
        egress.send_mail(message, sender().address, to, parcel(more), settings.ABOVEBOARD_SMTP_URL, letter.subject)
    except BadAddressError:
        records.not_sent(letter.pk, "not a usable address")
    except egress.NotDeclaredError:
        records.not_sent(letter.pk, "the notice does not disclose it")
    except egress.RefusedError as error:
        records.not_sent(letter.pk, f"bounced: {error.reason}")
    except egress.UnreachableError as error:
        if tries >= MOST_TRIES:
            records.not_sent(letter.pk, f"gave up after {tries} tries")
            return
        raise due.NotNow(WAITS[min(tries, len(WAITS)) - 1], error.reason) from error
    else:
        records.sent(letter.pk, now)
