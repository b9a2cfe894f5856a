"""Tools and passwords of a session are written down: that they were, by whom, when. Never what was in them."""

import datetime as dt
import uuid
from functools import partial

from django.db import transaction

from aboveboard.remote import helping
from aboveboard.wire import records
from aboveboard.wire.records import Record


def record(session_id: uuid.UUID, what: Record, at: dt.datetime) -> bool:
    """Write one record of this kind; False for one of another kind, or that says what cannot be."""
    match what:
        case records.ToolOffered():
            package = (what.tool, what.version, what.sha256)
            write = partial(helping.tool_offered, session_id, uuid.UUID(what.run), *package, what.participant, at)
        case records.ToolAnswered():
            write = partial(helping.tool_answered, session_id, uuid.UUID(what.run), what.yes, at)
        case records.ToolEnded():
            how = (what.ok, what.status, what.undone)
            write = partial(helping.tool_ended, session_id, uuid.UUID(what.run), *how, at)
        case records.SecretAsked():
            write = partial(helping.secret_asked, session_id, what.secret, what.participant, at)
        case records.SecretAnswered():
            write = partial(helping.secret_answered, session_id, what.secret, what.to, what.yes, at)
        case records.SecretShown():
            write = partial(helping.secret_shown, session_id, what.secret, what.participant, at)
        case _:
            return False
    with transaction.atomic():
        return write()
