"""A letter as a message: plain text and HTML, in the customer's language, with headers that cannot be injected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class BadAddressError(ValueError):
    """The text is no address that a letter could be sent to."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the company's name as the notice has it, and the address letters come from."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letters after a session say. Times are in UTC; links are absolute."""

    company: str
    phone: str
    case_number: str
    technicians: tuple[str, ...]
    began: dt.datetime
    ended: dt.datetime
    scopes: tuple[str, ...]
    receipt_link: str
    case_link: str
    answer_link: str
    changes: tuple[str, ...] = ()
    """What changed on the computer, a sentence each; for the summary alone."""
    changed: bool = True
    """Whether anything in `changes` is otherwise than it was at the first look."""
    looked_at: dt.datetime | None = None
    """When it was looked at for the last time; where there is something in `changes`."""

    @property
    def minutes(self) -> int:
        """How long it took, in whole minutes, at least one."""
        return max(1, round((self.ended - self.began).total_seconds() / 60))


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What the letter about a change of the notice says. `matters` are sentences in the reader's language."""

    company: str
    phone: str
    version: str
    effective: dt.date
    matters: tuple[str, ...]
    changes_link: str
    answer_link: str


def address_of(text: str) -> Address:
    """The address in ``text``. Raises ``BadAddressError`` for anything but one plain ``name@domain``."""
    if len(text) > 254 or not text.isprintable() or any(mark in text for mark in ' ,;:<>()[]"\\'):
        raise BadAddressError("not one plain address")
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddressError("not one plain address") from error
    if not address.username or "." not in address.domain:
        raise BadAddressError("not one plain address")
    return address


def compose(
    kind: str, facts: Facts, language: str, sender: Sender, to: str, message_id: str, sent_at: dt.datetime
) -> EmailMessage:
    """The whole message of ``kind`` (``summary`` or ``questionnaire``). Raises ``BadAddressError``."""
    with translation.override(language):
        if kind == "summary":
            subject = _("Summary of your session, case %(number)s") % {"number": facts.case_number}
        else:
            subject = _("How did we do? Case %(number)s") % {"number": facts.case_number}
        return _message(kind, facts, subject, language, sender, to, message_id, sent_at)


def compose_change(
    facts: ChangeFacts, language: str, sender: Sender, to: str, message_id: str, sent_at: dt.datetime
) -> EmailMessage:
    """The whole message about a change of the notice. Raises ``BadAddressError``."""
    with translation.override(language):
        subject = _("Our privacy notice changes on %(date)s") % {"date": date_format(facts.effective)}
        return _message("change", facts, subject, language, sender, to, message_id, sent_at)


def _message(
    template: str,
    facts: Facts | ChangeFacts,
    subject: str,
    language: str,
    sender: Sender,
    to: str,
    message_id: str,
    sent_at: dt.datetime,
) -> EmailMessage:
    """A message from the two templates of this name, in the language that is switched on."""
    context = {"facts": facts, "language": language, "subject": subject}
    text = render_to_string(f"letters/{template}.txt", context)
    html = render_to_string(f"letters/{template}.html", context)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(sender.name), addr_spec=sender.address)
    message["To"] = address_of(to)
    message["Subject"] = _one_line(subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    # RFC 3834: a machine wrote this, so that no out-of-office answers come back.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    # Last, because setting the content moves headers of this kind into the parts.
    message["Content-Language"] = language
    return message


def _one_line(text: str) -> str:
    """Header text without control characters, which could otherwise begin a header of their own."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
