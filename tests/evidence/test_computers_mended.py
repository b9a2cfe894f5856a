"""The promise about facts of computers holds whatever a customer's end tells within the list."""

import datetime as dt
import json
import uuid

import pytest
from msgspec.structs import replace

from aboveboard.evidence.running import look
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground.clock import now
from aboveboard.journeys import computers, computers_seen, consenting, inviting, joining, working
from aboveboard.wire.computer import REPORT_BYTES, ComputerReport, read_report, write_report
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


def test_a_report_that_grows_as_it_is_written_down_is_kept_as_one_that_can_be_read() -> None:
    """Somebody left out all that may be left out, and filled the form to the last byte."""
    findings = [{"rule": f"own.rule-{number}", "severity": "info"} for number in range(64)]
    told = {"taken_at": 1, "findings": findings, "mended": findings}
    for one in findings:
        one["values"] = dict.fromkeys("abcdefgh", 1)  # type: ignore[assignment]  # an object in JSON
        if len(json.dumps(told, separators=(",", ":"))) > REPORT_BYTES:
            del one["values"]
            break
    text = json.dumps(told, separators=(",", ":")).encode()
    report = read_report(text)
    assert len(text) <= REPORT_BYTES < len(write_report(report)) - 512
    ana = cast.technician("ana", "Ana Castro", password=None)
    case = cast.case_of(computer=report)
    working.take_case(case.pk, ana.pk)
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    assert computers.shared_in_session(session, report)
    with cast.opening(case.subject):
        kept = computers_seen.of_case(case.pk)
    assert [len(one.report.findings) for one in kept] == [64, 64]
    assert all(0 < len(one.report.mended) < 64 for one in kept)
    assert look(INVARIANTS["diagnostics.facts"], now()).seen.rows == []
