"""The receipt says that facts about the computer were seen, and where they are kept, only if they were."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.journeys.receipts import receipt_link
from aboveboard.relay import journeys_store
from aboveboard.relay.clock import now_us
from aboveboard.relay.store import Relayed
from aboveboard.wire import records
from aboveboard.wire.records import GrantCount
from aboveboard.wire.types import Role, Scope
from tests import cast

pytestmark = pytest.mark.django_db
SEEN, KEPT = "saw what you left in about your computer", "with your case what you left in about your computer"


@pytest.mark.parametrize("frames", [0, 3])
def test_the_receipt_tells_of_the_computer_where_something_of_it_passed(client: Client, frames: int) -> None:
    session = cast.joined(cast.case_of(), cast.technician()).session_id
    grant, now = secrets.token_hex(16), now_us()
    journeys_store.write(session, records.Granted(grant, Scope.DIAGNOSTICS, 2, 5000, now))
    counted = [GrantCount(grant, frames, 100 * frames, now, now)] if frames else []
    journeys_store._checkpoint({session: Relayed({}, 0, 0, counted, 0)})
    journeys_store.write(session, records.SessionEnded(Role.TECHNICIAN, "solved", now))
    page = client.get(reverse("receipt", args=[receipt_link(session)])).content.decode()
    assert (SEEN in page) is (KEPT in page) is bool(frames)
    assert ("all that is left of the session" in page) is not bool(frames)
