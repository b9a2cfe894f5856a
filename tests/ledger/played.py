"""A session as it is played, so that its receipt can be looked at."""

import datetime as dt
import uuid
from typing import Any

from aboveboard.ground.clock import now
from aboveboard.journeys import consenting, ending, proven_receipts
from aboveboard.journeys.receipts import receipt_link
from aboveboard.remote.grants import GrantCount
from tests import cast


def session(handle: str = "ana", end: bool = True) -> Any:
    """Ida lets Ana see her screen, takes it back, and ends the session; returns what `redeem_code` gave."""
    joined = cast.joined(cast.case_of(), cast.technician(handle))
    consenting.record_admission(joined.session_id, 2, True)
    grant = uuid.uuid4()
    consenting.record_grant(joined.session_id, grant, "view", 2)
    counts = GrantCount(grant, 12, 3456, now(), now())
    consenting.checkpoint({joined.session_id: ({"counts": {"picture": 12}, "bytes": 3456, "last": 12}, [counts])})
    consenting.record_grant_end(joined.session_id, grant, "revoked")
    consenting.record_grant(joined.session_id, uuid.uuid4(), "point", 2)
    consenting.record_tally(joined.session_id, {"counts": {"picture": 12}, "bytes": 3456, "last": 12})
    if end:
        ending.end_session(joined.session_id, "customer", "done")
    return joined


def file(session_id: uuid.UUID, at: dt.datetime | None = None) -> str:
    """The receipt's file, by its link."""
    return proven_receipts.file_by_link(receipt_link(session_id), at)
