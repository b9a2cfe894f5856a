"""Staff sign the duty of confidentiality before they work. A suspension ends it, another text has to be signed anew."""

import datetime as dt
import unicodedata
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import operations, queries, statement


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def sign(technician: uuid.UUID, typed_name: str, now: dt.datetime | None = None) -> None:
    """Sign the statement in force by typing one's own name; signed a second time, nothing changes.

    Raises NotFound for whoever is no active member of staff, or Refused `name` where another name was typed.
    """
    now = now or clock()
    with transaction.atomic():
        person = operations.hold_technician(technician)
        if person is None:
            raise NotFound
        if _plain(typed_name) != _plain(person.display_name):
            raise Refused(
                "name", _("This is not the name on your badge. Nothing was signed. Type it as it stands there.")
            )
        if queries.has_signed(technician):
            return
        kept = operations.sign_statement(technician, statement.version(), now)
        record("statement.signed", facts={"version": kept.version}, actor=str(technician), at=now)
