"""What was shared of a computer is written down as it passed, and live numbers never are."""

from __future__ import annotations

import pytest

from aboveboard.wire import limits
from aboveboard.wire import remote as r
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.payloads import Empty
from aboveboard.wire.records import ComputerShared
from aboveboard.wire.types import FrameType, Scope
from tests.wire.board import Met

F = FrameType
REPORT = ComputerReport(
    taken_at=1_700_000_000,
    facts=ComputerFacts(os="Debian GNU/Linux", memory=2**33),
    findings=(ComputerFinding("disk.system-full", "warn", "system", values={"used_share": 0.97}),),
)


def shared(met: Met) -> list[ComputerShared]:
    return [record for record in met.shell.records if isinstance(record, ComputerShared)]


def passed(met: Met, kind: FrameType) -> list[bytes]:
    return [frame for _, frame in met.shell.forwarded if frame[1] == kind]


def test_each_report_that_passed_is_written_down_and_live_values_are_not() -> None:
    met = Met()
    met.grant(Scope.DIAGNOSTICS)
    met.shell.send(met.t, met.technician.make(F.DIAGNOSE_WISH, r.DiagnoseWish(reason="it is slow")))
    met.shell.send(met.c, met.customer.make(F.COMPUTER, REPORT))
    met.shell.send(met.c, met.customer.make(F.VALUES, r.Values({"cpu": 0.98765})))
    assert shared(met) == [ComputerShared(REPORT, met.shell.now)]
    assert len(passed(met, F.DIAGNOSE_WISH)) == len(passed(met, F.COMPUTER)) == len(passed(met, F.VALUES)) == 1
    assert "98765" not in repr(met.shell.records)


def test_a_wish_is_no_use_of_the_yes_and_a_report_is() -> None:
    met = Met()
    grant = met.grant(Scope.DIAGNOSTICS)
    met.shell.send(met.t, met.technician.make(F.DIAGNOSE_WISH, r.DiagnoseWish(reason="it is slow")))
    assert [one.frames for one in met.shell.session.counts() if one.grant == grant] in ([], [0])
    met.shell.send(met.c, met.customer.make(F.COMPUTER, REPORT))
    assert [one.frames for one in met.shell.session.counts() if one.grant == grant] == [1]


def test_more_reports_than_a_session_may_carry_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPORTS_EVER", 2)
    met = Met()
    met.grant(Scope.DIAGNOSTICS)
    for _ in range(4):
        met.shell.send(met.c, met.customer.make(F.COMPUTER, REPORT))
        met.shell.wait(1_000_000)
        met.shell.send(met.c, met.customer.make(F.RENEW, Empty()))
    assert len(shared(met)) == len(passed(met, F.COMPUTER)) == 2
    assert met.c.alive


@pytest.mark.parametrize("granted", [None, Scope.VIEW, Scope.TOOL])
def test_without_a_grant_nothing_of_a_computer_passes_or_is_written_down(granted: Scope | None) -> None:
    met = Met()
    if granted is not None:
        met.grant(granted)
    met.shell.send(met.t, met.technician.make(F.DIAGNOSE_WISH, r.DiagnoseWish(reason="it is slow")))
    met.shell.send(met.c, met.customer.make(F.COMPUTER, REPORT), met.customer.make(F.VALUES, r.Values({"cpu": 0.5})))
    assert shared(met) == []
    assert not any(passed(met, kind) for kind in (F.DIAGNOSE_WISH, F.COMPUTER, F.VALUES))


@pytest.mark.parametrize(("kind", "payload"), [(F.COMPUTER, REPORT), (F.VALUES, r.Values({"cpu": 0.5}))])
def test_a_technician_who_plays_the_computer_is_closed(kind: FrameType, payload: ComputerReport | r.Values) -> None:
    met = Met()
    met.grant(Scope.DIAGNOSTICS)
    met.shell.send(met.t, met.technician.make(kind, payload))
    assert int(met.shell.closed[met.t]) == 4403
    assert shared(met) == []
