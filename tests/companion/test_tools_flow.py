"""A technician who offers tools, honest or malicious, to the whole customer's end: nothing runs without its yes."""

from __future__ import annotations

import asyncio
import os
import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.flow.tool_offers import rights_of
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.parts import pack
from aboveboard.wire.types import FrameType, Scope
from tests.companion.helping import answered, computer, done, offer, output, send, visit
from tests.companion.hostile import HostileDesk
from tests.companion.says import Says
from tests.companion.stage import needs_keeper
from tests.companion.test_hostile_desk import Steady
from tests.companion.test_tools_programs import begun, gone, marked
from tests.toolbox.made import OTHER, remedy

pytestmark = needs_keeper
QUIET = 0.3


class Ran:
    """Whether a tool of these tests ran: it makes a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __bool__(self) -> bool:
        return self._file.exists()

    def forget(self) -> None:
        self._file.unlink()

    def script(self, rest: str = "") -> str:
        return f"touch {self._file}\n{rest}"


@pytest.fixture
def ran(tmp_path: Path) -> Ran:
    return Ran(tmp_path / "ran")


async def test_an_honest_tool_is_shown_said_yes_to_run_and_seen_at_both_ends(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=True), remedy(ran.script("echo one; echo two >&2; exit 3\n"))

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        assert (await answered(desk)).yes
        ended = await done(desk)
        assert (ended.ok, ended.status, ended.undone, ended.why) == (False, 3, False, "")
        assert output(desk) == "one\ntwo\n"

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert ran
    [asked] = answers.tools
    # The tool needs no rights: it gets those of an administrator only where all of this runs with them.
    rights = "given" if os.geteuid() == 0 else ""
    assert (asked.name, asked.reason, asked.rights, asked.known) == ("Say hello", "to help", rights, False)
    assert "".join(text for kind, text in answers.told if kind == "output") == "one\ntwo\n"
    assert [one.state for one in answers.going] == ["going", "failed"]


def test_who_gives_a_tool_its_rights_is_told_apart() -> None:
    assert [rights_of(needs=needs, has=has) for needs in (False, True) for has in (False, True)] == [
        "",
        "given",
        "asked",
        "had",
    ]


async def test_without_a_yes_nothing_runs(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=False), remedy(ran.script())

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        answer = await answered(desk)
        assert (answer.yes, answer.why) == (False, "no")

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert len(answers.tools) == 1
    assert not ran
    assert not (tmp_path / "config").exists()


def flipped(package: bytes) -> bytes:
    return package[:-1] + bytes([package[-1] ^ 1])


@pytest.mark.parametrize(
    ("change", "said", "why"),
    [
        (flipped, {}, "unsigned"),
        (lambda package: package[:-64] + bytes(64), {}, "unsigned"),
        (lambda package: package.replace(b"touch", b"false"), {}, "unsigned"),
        (lambda package: package + b"x", {}, "unsigned"),
        (lambda package: package[:-5], {}, "unsigned"),
        (lambda _: b"#!/bin/sh\ntouch x\n", {}, "unsigned"),
        (lambda package: package, {"sha256": "ab" * 32}, "changed"),
        (lambda package: package, {"tool": "another"}, "changed"),
        (lambda package: package, {"version": "2"}, "changed"),
    ],
    ids=[
        "flipped",
        "no signature",
        "altered",
        "longer",
        "cut short",
        "a script",
        "other hash",
        "other name",
        "other version",
    ],
)
async def test_what_is_not_what_it_must_be_is_not_even_asked_about(
    tmp_path: Path, ran: Ran, change: Callable[[bytes], bytes], said: dict[str, object], why: str
) -> None:
    answers, package = Says(run=True), change(remedy(ran.script()))

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package, **said), package)
        answer = await answered(desk)
        assert (answer.yes, answer.why) == (False, why)

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert answers.tools == []
    assert any(kind == "refused" for kind, _ in answers.told)
    assert not ran


async def test_a_tool_for_another_system_is_not_asked_about(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=True), remedy(ran.script(), systems=["windows"])

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        assert (await answered(desk)).why == "system"

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert answers.tools == []
    assert not ran


async def test_a_key_is_new_once_then_known_and_another_is_refused(tmp_path: Path, ran: Ran) -> None:
    answers, here = Says(run=True), computer(tmp_path)
    mine, other = remedy(ran.script()), remedy(ran.script(), key=OTHER)

    async def play(desk: HostileDesk, given: p.Give) -> None:
        for count in (1, 2):
            await send(desk, offer(mine), mine)
            await done(desk, count)
        ran.forget()
        await send(desk, offer(other), other)
        answer = await answered(desk, 3)
        assert (answer.yes, answer.why) == (False, "signer")

    await visit(Scope.TOOL, answers, here, play)
    assert [tool.known for tool in answers.tools] == [False, True]
    assert not ran


async def test_parts_that_do_not_fit_end_the_offer(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=True), remedy(ran.script())

    async def begin(desk: HostileDesk, made: r.ToolOffer) -> None:
        await desk.send(desk.wire.technician(FrameType.TOOL_OFFER, made))

    async def part(desk: HostileDesk, run: str, offset: int, data: bytes) -> None:
        await desk.send(desk.wire.technician(FrameType.TOOL_PART, pack(run, offset, data)))

    async def play(desk: HostileDesk, given: p.Give) -> None:
        gap, over, stray, late = (offer(package) for _ in range(4))
        await begin(desk, gap)
        await part(desk, gap.run, 5, package)
        assert (await answered(desk, 1)).why == "changed"
        await begin(desk, over)
        await part(desk, over.run, 0, package + b"more")
        assert (await answered(desk, 2)).why == "changed"
        await part(desk, stray.run, 0, package)
        await begin(desk, late)
        await part(desk, late.run, 0, package[:10])
        await part(desk, late.run, 0, package[:10])
        assert (await answered(desk, 3)).why == "changed"
        # What was refused cannot be gone on with, nor begun again under its number.
        await part(desk, late.run, 10, package[10:])
        await begin(desk, late)
        await part(desk, late.run, 0, package)
        await desk.send(desk.wire.technician(FrameType.TOOL_PART, b"short"))
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) == 3

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert answers.tools == []
    assert not ran


async def test_a_run_is_not_played_twice_and_not_in_another_session(tmp_path: Path, ran: Ran) -> None:
    answers, package, here = Says(run=True), remedy(ran.script()), computer(tmp_path)
    run = secrets.token_hex(16)

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package, run), package)
        await done(desk)
        ran.forget()
        await send(desk, offer(package, run), package)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) == 1

    async def again(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package, run), package)
        assert (await answered(desk)).why == "no"

    await visit(Scope.TOOL, answers, here, play)
    assert not ran
    # In another session it is an offer like any other, and needs a yes of its own.
    answers.run = False
    await visit(Scope.TOOL, answers, here, again)
    assert len(answers.tools) == 2
    assert not ran


async def test_a_large_package_comes_with_acknowledgements(tmp_path: Path, ran: Ran) -> None:
    answers = Says(run=True)
    package = remedy(ran.script("# " + "x" * 1_500_000 + "\n"))

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        assert (await done(desk)).ok
        taken = [one.offset for _, one in desk.got if isinstance(one, r.ToolAt)]
        assert taken == sorted(taken)
        assert taken[-1] == len(package)
        assert len(taken) >= 5

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert ran


async def test_only_one_at_a_time_and_a_flood_is_not_answered_with_a_flood(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=True), remedy("echo up; sleep 20\n")

    async def play(desk: HostileDesk, given: p.Give) -> None:
        first = offer(package)
        await send(desk, first, package)
        await desk.expect(FrameType.TOOL_OUTPUT)
        for _ in range(60):
            await desk.send(desk.wire.technician(FrameType.TOOL_OFFER, offer(package)))
        answer = await answered(desk, 2)
        assert (answer.yes, answer.why) == (False, "busy")
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) <= 20
        await desk.send(desk.wire.technician(FrameType.TOOL_STOP, r.ToolRun(run=first.run)))
        assert (await done(desk)).why == "stopped"

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert len(answers.tools) == 1


@pytest.mark.parametrize("how", ["revoke", "end", "lease", "silence", "person", "technician", "socket"])
async def test_whatever_ends_it_nothing_is_left_running(tmp_path: Path, how: str) -> None:
    word = f"tool-{uuid.uuid4().hex}"
    script = f"trap '' TERM HUP\n(setsid sh -c 'sleep 60' {word} &)\nsh -c 'sleep 60' {word} &\necho up\nwait\n"
    answers, package, here = Says(run=True), remedy(script), computer(tmp_path)
    sessions: list[CustomerSession] = []
    clock = Steady()

    async def play(desk: HostileDesk, given: p.Give) -> None:
        made = offer(package)
        await send(desk, made, package)
        await desk.expect(FrameType.TOOL_OUTPUT)
        assert await asyncio.to_thread(begun, word)
        if how == "revoke":
            await sessions[0].revoke(sessions[0].end.permissions()[0].identifier)
        elif how == "end":
            sessions[0].stop()
        elif how == "lease":
            # The desk names the permission no more: that is how a lapsed lease looks.
            await desk.send(desk.wire.grants())
        elif how == "silence":
            clock.ahead_us += 5_000_000
        elif how == "person":
            sessions[0].stop_one(made.run)
        elif how == "technician":
            await desk.send(desk.wire.technician(FrameType.TOOL_STOP, r.ToolRun(run=made.run)))
        else:
            await desk._socket.close()
        if how in ("person", "technician"):
            assert (await done(desk)).why == "stopped"
        assert await asyncio.to_thread(gone, word)

    await visit(Scope.TOOL, answers, here, play, sessions.append, clock)
    assert marked(word) == []


async def test_another_technician_cannot_stop_or_undo_what_is_not_theirs_without_a_yes_of_their_own(
    tmp_path: Path, ran: Ran
) -> None:
    answers, package = Says(run=True), remedy(ran.script())

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.TOOL_UNDO, r.ToolRun(run="a" * 32)))
        await desk.send(desk.wire.technician(FrameType.TOOL_STOP, r.ToolRun(run="a" * 32)))
        await send(desk, offer(package), package)
        assert (await done(desk)).ok
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_DONE) == 1

    await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert len(answers.tools) == 1


async def test_before_the_yes_to_tools_and_after_it_is_taken_back_nothing_is_taken(tmp_path: Path, ran: Ran) -> None:
    answers, package = Says(run=True), remedy(ran.script())
    sessions: list[CustomerSession] = []

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await sessions[0].revoke(given.grant)
        await desk.expect(FrameType.REVOKE)
        await send(desk, offer(package), package)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) == 0

    async def without(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) == 0

    await visit(Scope.TOOL, answers, computer(tmp_path), play, sessions.append)
    session, _ = await visit(Scope.PASSWORD, answers, computer(tmp_path), without)
    assert "tool_offer without permission" in session.distrusted
    assert answers.tools == []
    assert not ran


async def test_a_yes_that_comes_after_the_permission_went_runs_nothing(tmp_path: Path, ran: Ran) -> None:
    package, sessions = remedy(ran.script()), list[CustomerSession]()

    class Slow(Says):
        async def run_tool(self, technician: object, tool: object) -> bool:  # type: ignore[override]  # only what is needed
            await sessions[0].revoke(sessions[0].end.permissions()[0].identifier)
            return True

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        await desk.expect(FrameType.REVOKE)
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_ANSWER) == 0

    await visit(Scope.TOOL, Slow(), computer(tmp_path), play, sessions.append)
    assert not ran


async def test_what_was_done_can_be_undone_after_a_yes_even_in_the_next_connection(tmp_path: Path) -> None:
    setting = tmp_path / "setting"
    setting.write_text("small")
    script = f'cat {setting} >"$KEPT_FOLDER/before"; printf large >{setting}\n'
    package = remedy(script, undo=f'cat "$KEPT_FOLDER/before" >{setting}; echo back\n')
    answers, here, run = Says(run=True, undo=False), computer(tmp_path), secrets.token_hex(16)

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package, run), package)
        assert (await done(desk)).ok
        await desk.send(desk.wire.technician(FrameType.TOOL_UNDO, r.ToolRun(run=run)))
        refused = await done(desk, 2)
        assert (refused.ok, refused.undone, refused.why) == (False, False, "no")

    async def undo(desk: HostileDesk, given: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.TOOL_UNDO, r.ToolRun(run=run)))
        ended = await done(desk)
        assert (ended.ok, ended.undone) == (True, True)
        assert output(desk) == "back\n"
        await desk.send(desk.wire.technician(FrameType.TOOL_UNDO, r.ToolRun(run=run)))
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_DONE) == 1

    async def elsewhere(desk: HostileDesk, given: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.TOOL_UNDO, r.ToolRun(run=run)))
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.TOOL_DONE) == 0

    def as_the_same_desk(session: CustomerSession) -> None:
        # A test's desk has another port each time; a desk that comes back has its own.
        assert here.tools is not None
        here.tools.done[run] = replace(here.tools.done[run], desk=session.end.desk)

    await visit(Scope.TOOL, answers, here, play)
    assert setting.read_text() == "large"
    answers.undo = True
    await visit(Scope.TOOL, answers, here, elsewhere)
    assert setting.read_text() == "large"
    await visit(Scope.TOOL, answers, here, undo, as_the_same_desk)
    assert setting.read_text() == "small"


async def test_output_is_plain_text_and_has_an_end(tmp_path: Path) -> None:
    script = (
        r"""printf '\033]0;title\007\033[2Jred \033[31mtext\n'; head -c 600000 /dev/zero | tr '\0' x; echo end""" + "\n"
    )
    answers, package = Says(run=True), remedy(script)

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        assert (await done(desk)).ok

    _, desk = await visit(Scope.TOOL, answers, computer(tmp_path), play)
    seen = output(desk)
    assert seen.startswith("red text\nxxx")
    assert seen.endswith("[…]\n")
    assert len(seen) <= 400_100
    assert "\x1b" not in seen


async def test_during_a_pause_nothing_is_offered_and_what_runs_is_not_seen(tmp_path: Path) -> None:
    answers, package = Says(run=True), remedy("echo up; sleep 0.4; echo later\n")
    sessions: list[CustomerSession] = []

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        await desk.expect(FrameType.TOOL_OUTPUT)
        sessions[0].pause()
        await asyncio.sleep(0.8)
        assert output(desk) == "up\n"
        await send(desk, offer(package), package)
        answer = await answered(desk, 2)
        assert (answer.yes, answer.why) == (False, "paused")
        sessions[0].resume()
        assert (await done(desk)).ok
        assert output(desk) == "up\nlater\n"

    await visit(Scope.TOOL, answers, computer(tmp_path), play, sessions.append)


async def test_what_cannot_be_kept_or_started_ends_that_run_alone(tmp_path: Path, ran: Ran) -> None:
    answers, package, here = Says(run=True), remedy(ran.script()), computer(tmp_path)
    # A file where the folder of known keys should be: the new key cannot be kept, so the tool must not run.
    (tmp_path / "config").write_text("in the way")

    async def play(desk: HostileDesk, given: p.Give) -> None:
        await send(desk, offer(package), package)
        assert (await answered(desk)).yes is False

    session, _ = await visit(Scope.TOOL, answers, here, play)
    assert session.outcome is not None
    assert session.outcome.by == "technician"
    assert not ran
