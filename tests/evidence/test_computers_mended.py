"""The promise about facts of computers holds while a session puts something right."""

import datetime as dt
import uuid

import pytest
from msgspec.structs import replace

from aboveboard.evidence.running import look
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground.clock import now
from aboveboard.journeys import computers, consenting, inviting, joining, working
from aboveboard.wire.computer import ComputerReport
from tests import cast
from tests.evidence import world as worlds

pytestmark = pytest.mark.db


def test_what_was_put_right_is_within_the_list() -> None:
    ana = cast.technician("ana", "Ana Castro", password=None)
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    [finding, *_] = worlds.REPORT.findings
    assert computers.shared_in_session(session, worlds.REPORT)
    better = replace(finding, since=5, values={"used_share": 0.61}, limits={"used_share": 0.9})
    after = ComputerReport(2, mended=(better,))
    assert computers.shared_in_session(session, after, now() + dt.timedelta(seconds=1))
    seen = look(INVARIANTS["diagnostics.facts"], now()).seen
    assert seen.population >= 2
    assert [(row.table, row.pk, row.why) for row in seen.rows] == []
