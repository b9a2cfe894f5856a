"""What is told of a computer: nothing before the preview, nothing that was struck out, nothing without a live yes."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from math import inf, nan
from pathlib import Path

import pytest
from msgspec.structs import replace

from aboveboard.companion.flow import diagnosing
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.flow.sharing import LEFT_OUT_AT_FIRST, Preview
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.host.checkup import CheckupError
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.words.scopes import live_of
from aboveboard.companion.words.texts import speak
from aboveboard.wire import payloads as p
from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.remote import DiagnoseWish, Values
from aboveboard.wire.types import FrameType, Scope
from tests.companion.checkups import FULL, REPORT, SLOW, Made, computer
from tests.companion.helping import visit
from tests.companion.hostile import SECOND, TECHNICIAN, HostileDesk
from tests.companion.says import Says

F = FrameType
QUIET = 0.15
DESK = "https://help.example"
STRUCK = LEFT_OUT_AT_FIRST | {"finding:memory.low:", "graphics:canary-card"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosing, "VALUES_EVERY_S", 0.02)
    monkeypatch.setattr(diagnosing, "LOOK_EVERY_S", 0.05)


def wish(desk: HostileDesk) -> bytes:
    return desk.wire.technician(F.DIAGNOSE_WISH, DiagnoseWish(reason="is it better now?"))


async def report(desk: HostileDesk, count: int = 1) -> ComputerReport:
    came = await desk.expect(F.COMPUTER, count)
    assert isinstance(came, ComputerReport)
    return came


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


def reports(desk: HostileDesk) -> list[ComputerReport]:
    return [one for _, one in desk.got if isinstance(one, ComputerReport)]


def numbers(desk: HostileDesk) -> list[dict[str, float]]:
    return [{str(name): value for name, value in one.values.items()} for _, one in desk.got if isinstance(one, Values)]


async def test_what_the_person_left_in_the_preview_arrives_and_then_live_numbers() -> None:
    says = Says(struck=STRUCK)

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        came = await report(desk)
        assert came.findings == (FULL,)
        assert came.facts == replace(REPORT.facts, name="", graphics=("Some GPU",))
        assert (came.fine, came.unknown, came.mended) == (40, 2, ())
        await desk.expect(F.VALUES, 3)
        assert numbers(desk)[0] == {"cpu": 0.25, "disk": 0.97, "heat": 61.5}

    await visit(Scope.DIAGNOSTICS, says, computer(Made()), play)
    [preview] = says.previews
    assert [text for kind, text in says.told if kind == "computer"] == ["Ana Castro"]
    assert preview.report.facts.name == "canary-name"
    assert preview.struck == LEFT_OUT_AT_FIRST


async def test_nothing_goes_before_the_preview_is_answered() -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    class Slow(Says):
        async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
            asked.set()
            await answer.wait()
            return frozenset()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await asked.wait()
        await desk.send(wish(desk))
        await asyncio.sleep(QUIET)
        assert not reports(desk)
        assert not numbers(desk)
        # Nor is the person told that the technician reads anything.
        assert said(slow) == {"may read facts, once you agreed to the list"}
        answer.set()
        await report(desk)
        await until(lambda: "reads facts about your computer" in said(slow))

    slow = Slow()
    await visit(Scope.DIAGNOSTICS, slow, computer(Made()), play)


def said(says: Says) -> set[str]:
    """What the bar on top said so far of the permission to read facts."""
    speak("en")
    return {live_of(live, one) for one in says.standing for live in one.live if live.scope is Scope.DIAGNOSTICS}


async def test_a_no_to_the_preview_takes_the_yes_back_and_sends_nothing() -> None:
    says = Says(struck=None)

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        revoked = await desk.expect(F.REVOKE)
        assert isinstance(revoked, p.Revoke)
        assert revoked.grant == grant.grant
        await asyncio.sleep(QUIET)
        assert not reports(desk)
        assert not numbers(desk)

    await visit(Scope.DIAGNOSTICS, says, computer(Made()), play)
    assert len(says.previews) == 1


async def test_no_later_report_has_a_line_that_was_struck_out_or_that_was_not_in_the_preview() -> None:
    made, new = Made(), replace(SLOW, rule="cpu.hot")

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        worse = replace(REPORT.facts, graphics=("Some GPU", "canary-card", "canary-new-card"))
        made.report = replace(REPORT, facts=worse, findings=(replace(FULL, severity="warn"), SLOW, new))
        assert (await report(desk, 2)).findings == (replace(FULL, severity="warn"),)
        made.report, made.sound = replace(REPORT, findings=(SLOW, new)), (replace(FULL, values={"used_share": 0.61}),)
        last = await report(desk, 3)
        assert last.findings == ()
        assert [one.values for one in last.mended] == [{"used_share": 0.61}]
        made.sound = (*made.sound, replace(SLOW, values={"available_share": 0.5}))
        made.report = replace(REPORT, findings=(new,))
        await asyncio.sleep(QUIET)
        for one in reports(desk):
            assert "canary" not in repr(one)
            assert "memory.low" not in repr(one)
            assert "cpu.hot" not in repr(one)

    await visit(Scope.DIAGNOSTICS, Says(struck=STRUCK), computer(made), play)


async def test_a_finding_that_was_struck_out_is_not_followed_live_either() -> None:
    made = Made(numbers={"cpu": 0.5, "memory": 0.95, "disk": 0.97, "heat": 60.0})

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        await desk.expect(F.VALUES, 2)
        assert {name for one in numbers(desk) for name in one} == {"cpu", "disk"}

    await visit(Scope.DIAGNOSTICS, Says(struck=STRUCK | {"live:heat"}), computer(made), play)


async def test_live_values_are_numbers_of_the_closed_list_whatever_is_measured() -> None:
    made = Made(numbers={"cpu": 0.5, "disk": nan, "heat": inf, "signal": -1e300, "canary": 1.0})

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.expect(F.VALUES, 2)
        assert numbers(desk)[0] == {"cpu": 0.5, "signal": -1000.0}

    await visit(Scope.DIAGNOSTICS, Says(struck=LEFT_OUT_AT_FIRST), computer(made), play)


async def test_what_did_not_change_is_not_sent_again() -> None:
    made = Made()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        made.report = replace(REPORT, findings=(replace(FULL, values={"used_share": 0.971}), SLOW), fine=41)
        looked = made.looks
        await until(lambda: made.looks >= looked + 3)
        assert len(reports(desk)) == 1

    await visit(Scope.DIAGNOSTICS, Says(struck=STRUCK), computer(made), play)


@pytest.mark.parametrize("how", ["pause", "revoke", "stop", "the desk takes it away"])
async def test_a_pause_a_taken_back_yes_and_the_end_stop_it_at_once(how: str) -> None:
    sessions: list[CustomerSession] = []
    made = Made()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        await desk.expect(F.VALUES)
        session = sessions[0]
        if how == "pause":
            session.pause()
        elif how == "revoke":
            session.end.revoke(grant.grant)
        elif how == "stop":
            session.stop()
        else:
            await desk.send(desk.wire.grants())
            await asyncio.sleep(0.02)
        before = len(desk.got)
        await asyncio.sleep(0.02)  # what was on its way when it was said
        made.report = replace(REPORT, findings=())
        settled = max(before, len(desk.got))
        await asyncio.sleep(QUIET)
        late = [kind for kind, _ in desk.got[settled:] if kind in (F.COMPUTER, F.VALUES)]
        assert not late
        if how == "pause":
            session.resume()
            await desk.expect(F.VALUES, len(numbers(desk)) + 1)

    await visit(Scope.DIAGNOSTICS, Says(struck=STRUCK), computer(made), play, sessions.append)


async def test_an_answer_that_comes_after_the_yes_was_taken_back_sends_nothing() -> None:
    sessions: list[CustomerSession] = []

    class Late(Says):
        async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
            try:
                await sessions[0].revoke(sessions[0].end.permissions()[0].identifier)
            finally:
                return frozenset()  # noqa: B012  # a person who answers although the question was taken away

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.expect(F.REVOKE)
        await asyncio.sleep(QUIET)
        assert not reports(desk)
        assert not numbers(desk)

    await visit(Scope.DIAGNOSTICS, Late(), computer(Made()), play, sessions.append)


async def test_a_wish_is_another_preview_and_a_no_to_it_leaves_what_was_agreed_to() -> None:
    made = Made()

    class Then(Says):
        async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
            await super().share_computer(technician, reason, preview)
            return {1: STRUCK, 2: None, 3: STRUCK - {"name"}}[len(self.previews)]

    says = Then()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        await desk.send(wish(desk))
        await until(lambda: len(says.previews) == 2)
        await desk.expect(F.VALUES, len(numbers(desk)) + 2)
        assert len(reports(desk)) == 1
        await desk.send(wish(desk))
        assert (await report(desk, 2)).facts.name == "canary-name"
        assert desk.count(F.REVOKE) == 0

    await visit(Scope.DIAGNOSTICS, says, computer(made), play)
    assert [one.struck for one in says.previews] == [LEFT_OUT_AT_FIRST, STRUCK, STRUCK]


@pytest.mark.parametrize("second_yes", [True, False])
async def test_a_second_technician_has_a_preview_of_their_own_and_until_then_nobody_gets_anything(
    second_yes: bool,
) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    class Both(Says):
        async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
            await super().share_computer(technician, reason, preview)
            if technician.participant == SECOND:
                asked.set()
                await answer.wait()
                # Putting a line back for one is not putting it back for the other.
                return frozenset({"os"}) if second_yes else None
            return STRUCK

    says = Both()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        await desk.expect(F.VALUES)
        await desk.second_comes(Scope.DIAGNOSTICS)
        second = await desk.expect(F.GRANT, 2)
        assert isinstance(second, p.Give)
        # What the help desk does not list yet is given all the same: nothing may leave behind that yes.
        told = [kind for kind, _ in desk.got]
        assert not {F.COMPUTER, F.VALUES} & set(
            told[told.index(F.GRANT) + 1 :][told[told.index(F.GRANT) + 1 :].index(F.GRANT) :]
        )
        first = (grant.grant, Scope.DIAGNOSTICS, TECHNICIAN)
        await desk.send(desk.wire.grants(first, (second.grant, Scope.DIAGNOSTICS, SECOND)))
        await asyncio.wait_for(asked.wait(), 5)
        before = len(desk.got)
        await asyncio.sleep(QUIET)
        assert not [kind for kind, _ in desk.got[before:] if kind in (F.COMPUTER, F.VALUES)]
        answer.set()
        if second_yes:
            both = await report(desk, 2)
            assert both.facts == replace(REPORT.facts, name="", os="", graphics=("Some GPU",))
            assert both.findings == (FULL,)
        else:
            revoked = await desk.expect(F.REVOKE)
            assert isinstance(revoked, p.Revoke)
            assert revoked.grant == second.grant
            await desk.send(desk.wire.grants(first))
            assert len(reports(desk)) == 1
        await desk.expect(F.VALUES, len(numbers(desk)) + 1)

    await visit(Scope.DIAGNOSTICS, says, computer(Made()), play)
    assert len(says.previews) == 2


def kept_in(folder: Path) -> str:
    return "".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())


async def test_the_number_of_this_computer_goes_only_where_it_was_put_back_and_then_again(tmp_path: Path) -> None:
    known = KnownDesks(tmp_path)
    here = dataclasses.replace(computer(Made()), known=known)
    sent: list[str] = []

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        sent.append((await report(desk)).recognise)

    for struck in (LEFT_OUT_AT_FIRST, frozenset({"name"}), frozenset({"name"}), LEFT_OUT_AT_FIRST):
        says = Says(struck=struck)
        # Each desk of these tests has another port, and so would get another number.
        await visit(Scope.DIAGNOSTICS, says, here, play, lambda one: setattr(one.end, "desk", DESK))
        [preview] = says.previews
        assert len(preview.report.recognise) == 32
        kept = kept_in(tmp_path)
        assert not sent[-1] or sent[-1] not in kept, "a technician reads what comes of the number, and not the number"
        assert "recognise" in {line.key for line in preview.lines}
        sent.append("struck" if "recognise" in preview.struck else "left in")
    assert sent[0::2][0] == sent[0::2][3] == ""
    assert sent[2] == sent[4] != ""
    assert sent[1::2] == ["struck", "struck", "left in", "left in"]
    assert not known.number(DESK)[1], "who struck it out again is known no more"


async def test_a_flood_of_wishes_wears_nobody_out() -> None:
    says = Says(struck=STRUCK)

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        for _ in range(3 * diagnosing.WISHES_MOST):
            await desk.send(wish(desk))
            await asyncio.sleep(0.01)
        await asyncio.sleep(QUIET)

    await visit(Scope.DIAGNOSTICS, says, computer(Made()), play)
    assert 1 < len(says.previews) <= diagnosing.WISHES_MOST


@pytest.mark.parametrize("scope", [Scope.PASSWORD, Scope.VIEW])
async def test_without_a_yes_to_it_nobody_is_asked_and_nothing_is_looked_at(scope: Scope) -> None:
    says, made = Says(struck=STRUCK), Made()
    here = dataclasses.replace(computer(made), asks=(Scope.PASSWORD, Scope.DIAGNOSTICS))

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(wish(desk))
        await asyncio.sleep(QUIET)
        assert not reports(desk)

    session, _ = await visit(scope, says, here, play)
    assert not says.previews
    assert not made.looks
    assert "diagnose_wish without permission" in session.distrusted


@pytest.mark.parametrize("trouble", [CheckupError("no /proc here"), RuntimeError("canary")])
async def test_a_computer_that_cannot_be_looked_at_tells_nothing_and_the_session_goes_on(trouble: Exception) -> None:
    says, made = Says(struck=STRUCK), Made(at_look=[trouble])

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.expect(F.REVOKE)
        assert not reports(desk)

    session, _ = await visit(Scope.DIAGNOSTICS, says, computer(made), play)
    assert not says.previews
    assert session.outcome is not None
    assert session.outcome.by == "technician"
    assert [kind for kind, _ in says.told].count("unread") == 1


async def test_a_look_that_fails_later_ends_nothing() -> None:
    made = Made()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await report(desk)
        made.at_look = [CheckupError("busy")]
        made.report = replace(REPORT, findings=())
        await report(desk, 2)

    await visit(Scope.DIAGNOSTICS, Says(struck=STRUCK), computer(made), play)
