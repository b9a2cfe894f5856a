"""What happened with files in a session is written down: which, why, by whom, what was said to it, how it ended."""

import datetime as dt
import uuid

from django.db import transaction

from aboveboard.remote import files
from aboveboard.wire import records
from aboveboard.wire.records import Record


def record(session_id: uuid.UUID, what: Record, at: dt.datetime) -> bool:
    """Write one record of this kind; False, and nothing is written, for one of another kind."""
    with transaction.atomic():
        match what:
            case records.FileAsked():
                files.asked(
                    session_id,
                    what.transfer,
                    what.participant,
                    at,
                    up=what.up,
                    name=what.name,
                    what=what.what,
                    size=what.size,
                    reason=what.reason,
                )
            case records.FileAnswered():
                files.answered(session_id, what.transfer, what.yes, what.name, what.size, at)
            case records.FileEnded():
                files.ended(session_id, what.transfer, what.ok, what.sha256, at)
            case _:
                return False
    return True
