"""A promise that was just found broken: a line in the log, and a letter to the privacy officer of the notice.

Both say which promise and how many rows, and nothing of anybody. The letter is owed once; the next one is owed when the
promise held again in between.
"""

import datetime as dt
import logging
import uuid
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from aboveboard.evidence.models import CheckRun, State
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground import due, egress
from aboveboard.ground.notices import notice
from aboveboard.letters.sending import sender

log = logging.getLogger(__name__)

TELL: Final = "evidence.tell"
"""The kind of due work that writes to the privacy officer."""
_NAMES: Final = uuid.UUID("6f1f2f6e-52b5-5d5f-9f0e-7c1a9f3f3a55")


def about(promise: str) -> uuid.UUID:
    """The id under which due work names a promise."""
    return uuid.uuid5(_NAMES, promise)


def raise_for(run: CheckRun) -> None:
    """Say it in the log and owe the letter. Part of the caller's transaction."""
    log.error(
        "promise %s is broken: %d violations in %d rows; see /desk/privacy", run.promise, run.violations, run.population
    )
    due.schedule_anew(TELL, about(run.promise), run.checked_at)


def tell(identifier: uuid.UUID, now: dt.datetime) -> None:
    """Write to the privacy officer about this promise; nothing where it holds again. Raises `egress.EgressError`."""
    promise = next((promise for promise in INVARIANTS if about(promise) == identifier), None)
    run = CheckRun.objects.filter(promise=promise).order_by("-pk").first()
    if run is None or run.state != State.VIOLATED:
        return
    writer, officer = sender(), notice().head.privacy_officer
    message = _letter(run, now)
    message["From"], message["To"] = f"{writer.name} <{writer.address}>", officer.email
    egress.send_mail(message, writer.address, officer.email, parcel(), settings.ABOVEBOARD_SMTP_URL)


def parcel() -> egress.Parcel:
    """How the letter is declared: no category of anybody's data, through the mail provider where there is one."""
    carrier = notice().recipients.get("mail")
    if carrier is None or not carrier.offered:
        return egress.Parcel(egress.SELF, egress.SELF, frozenset())
    return egress.Parcel("mail", carrier.ground, frozenset())


def _letter(run: CheckRun, now: dt.datetime) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"A promise of the privacy notice is broken: {run.promise}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{uuid.uuid4().hex}@{settings.ABOVEBOARD_MAIL_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"The check of the promise {run.promise} found {run.violations} violations in {run.population} rows, "
        f"on {run.checked_at:%Y-%m-%d at %H:%M} UTC.\n\n"
        f"The rows are named here, for administrators:\n{settings.ABOVEBOARD_BASE_URL}"
        f"{reverse('desk-privacy')}\n\n"
        "This letter is sent once, and again only after the promise has held in between.\n"
    )
    return message
