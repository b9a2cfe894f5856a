"""Files between a technician's end and the customer's, over a real socket: honest, unlucky and hostile technicians."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.companion.flow.files import AT_ONCE
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.flow.window import LEAST, Window
from aboveboard.wire import remote as r
from aboveboard.wire.parts import WINDOW_BYTES, pack
from aboveboard.wire.types import FrameType
from tests.companion.files_table import TRANSFER, Technician, fresh, play, sha256
from tests.companion.says import Says

DATA = os.urandom(700_001)
PART = f"aboveboard-{TRANSFER}.part"


def inside(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "chosen"
    made.mkdir()
    return made


def run(act: object, answers: Says, *, leave: bool = False) -> None:
    asyncio.run(play(act, answers, leave=leave))  # type: ignore[arg-type]  # each test's own coroutine function


# --- to the customer --------------------------------------------------------------------------------------------------


def test_a_file_arrives_whole_and_its_hash_is_told(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        done = await technician.put("driver.zip", DATA)
        assert (done.ok, done.sha256, done.why) == (True, sha256(DATA), "")
        assert technician.acknowledged()[-1] == len(DATA)
        assert (await technician.put("driver.zip", b"", fresh(), 2)).ok

    says = Says(folder=folder)
    run(act, says)
    assert inside(folder) == {"driver.zip": DATA, "driver (2).zip": b""}
    assert stat.S_IMODE((folder / "driver.zip").stat().st_mode) == 0o600
    assert says.going[-1].state == "done"
    offer = says.offers[0]
    assert isinstance(offer, r.FileOffer)
    assert (offer.name, offer.reason) == ("driver.zip", "to repair")


def test_without_a_yes_nothing_is_written(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.txt", 4)
        assert not (await technician.answer()).yes
        await technician.down(0, b"data")
        await technician.total(sha256(b"data"))
        await technician.quiet()
        assert not technician.acknowledged()

    run(act, Says(folder=None))
    assert not inside(folder)


@pytest.mark.parametrize("name", ["..", "con.txt", ".profile", "x ", "x:y"])
def test_a_hostile_name_is_refused_before_anybody_is_asked(name: str, folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer(name, 4)
        done = await technician.done()
        assert not done.ok
        assert "name" in done.why

    says = Says(folder=folder)
    run(act, says)
    assert not says.offers
    assert not inside(folder)


def test_gaps_and_repeats_change_nothing(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 30)
        await technician.answer()
        await technician.down(10, DATA[10:20])
        await technician.down(0, DATA[:10])
        await technician.taken(10)
        await technician.down(0, b"x" * 10)
        await technician.down(20, DATA[20:30])
        await technician.down(10, DATA[10:20])
        await technician.taken(20)
        await technician.total(sha256(DATA[:30]))
        await technician.quiet(0.1)
        assert not technician.desk.count(FrameType.FILE_DONE), "it is not whole yet"
        await technician.down(20, DATA[20:30])
        assert (await technician.done()).ok

    run(act, Says(folder=folder))
    assert inside(folder) == {"a.bin": DATA[:30]}


def test_a_wrong_hash_leaves_nothing_and_is_said(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 10)
        await technician.answer()
        await technician.down(0, DATA[:10])
        await technician.total("0" * 64)
        done = await technician.done()
        assert not done.ok
        assert "checksums" in done.why

    says = Says(folder=folder)
    run(act, says)
    assert not inside(folder)
    assert says.going[-1].state == "failed"


def test_more_than_was_offered_leaves_nothing(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 10)
        await technician.answer()
        await technician.down(0, DATA[:11])
        assert not (await technician.done()).ok

    run(act, Says(folder=folder))
    assert not inside(folder)


def test_a_full_disk_is_said_and_nothing_is_left(folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 200_000)
        await technician.answer()
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
        try:
            await technician.down(0, DATA[:200_000])
            done = await technician.done()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert "full" in done.why

    run(act, Says(folder=folder))
    assert not inside(folder)


def test_the_technician_calls_it_off(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        await technician.down(0, DATA[:50])
        await technician.taken(50)
        await technician.halt()
        assert not (await technician.done()).ok
        await technician.down(50, DATA[50:100])
        await technician.quiet()

    run(act, Says(folder=folder))
    assert not inside(folder)


def test_the_person_stops_it(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        await technician.down(0, DATA[:50])
        await technician.taken(50)
        technician.session.stop_one(TRANSFER)
        assert not (await technician.done()).ok

    says = Says(folder=folder)
    run(act, says)
    assert not inside(folder)
    assert says.going[-1].state == "stopped"


def test_what_had_come_goes_on_after_the_connection_was_lost(folder: Path) -> None:
    async def first(technician: Technician) -> None:
        await technician.offer("a.bin", 100_000)
        await technician.answer()
        await technician.down(0, DATA[:60_000])
        await technician.taken(60_000)

    async def second(technician: Technician) -> None:
        await technician.offer("a.bin", 100_000)
        assert (await technician.answer()).offset == 60_000
        await technician.down(60_000, DATA[60_000:100_000])
        await technician.total(sha256(DATA[:100_000]))
        assert (await technician.done()).ok

    run(first, Says(folder=folder), leave=True)
    assert inside(folder) == {PART: DATA[:60_000]}
    run(second, Says(folder=folder))
    assert inside(folder) == {"a.bin": DATA[:100_000]}


def test_the_same_file_chosen_again_goes_on_under_the_yes_that_it_has(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        await technician.down(0, DATA[:50])
        await technician.taken(50)
        await technician.offer("b.bin", 100)
        await technician.offer("a.bin", 100)
        assert (await technician.answer(2)).offset == 50
        await technician.down(50, DATA[50:100])
        await technician.total(sha256(DATA[:100]))
        assert (await technician.done()).ok

    says = Says(folder=folder)
    run(act, says)
    assert len(says.offers) == 1, "another file under that number is not asked about"
    assert inside(folder) == {"a.bin": DATA[:100]}


def test_an_end_of_the_session_leaves_no_part(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        await technician.down(0, DATA[:50])
        await technician.taken(50)

    run(act, Says(folder=folder))
    assert not inside(folder)


def test_the_end_of_the_permission_stops_it_at_once(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        await technician.down(0, DATA[:50])
        await technician.taken(50)
        await technician.session.revoke(technician.permission)
        await technician.down(50, DATA[50:100])
        await technician.total(sha256(DATA[:100]))
        await technician.quiet()
        assert technician.acknowledged()[-1] == 50
        assert inside(folder) == {PART: DATA[:50]}, "nothing is written after it"

    run(act, Says(folder=folder))
    assert not inside(folder)


def test_a_pause_rests_it_and_then_it_goes_on(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.answer()
        technician.session.pause()
        await technician.down(0, DATA[:50])
        await technician.quiet()
        assert inside(folder) == {PART: b""}
        await technician.offer("b.bin", 100, fresh())
        assert "paused" in (await technician.done()).why
        technician.session.resume()
        await technician.down(0, DATA[:100])
        await technician.total(sha256(DATA[:100]))
        assert (await technician.done(2)).ok

    run(act, Says(folder=folder))
    assert inside(folder) == {"a.bin": DATA[:100]}


class Silent(Says):
    """Nobody answers a question about files."""

    async def take_file(self, technician: Stranger, offer: r.FileOffer) -> Path | None:
        self.offers.append(offer)
        await asyncio.Event().wait()
        return None


def test_a_flood_of_offers_is_answered_in_measure_and_one_question_is_asked(folder: Path) -> None:
    says = Silent(folder=folder)

    async def act(technician: Technician) -> None:
        for _ in range(200):
            await technician.offer("a.bin", 100, fresh())
        async with asyncio.timeout(10):
            while not says.offers:
                await technician.quiet(0.1)
        await technician.quiet(0.5)
        assert technician.desk.count(FrameType.FILE_DONE) <= 10
        assert not technician.desk.count(FrameType.FILE_ANSWER)

    run(act, says)
    assert len(says.offers) == 1
    assert not inside(folder)


def test_a_yes_that_comes_after_the_permission_ended_takes_nothing(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        await technician.offer("a.bin", 100)
        await technician.quiet(0.1)
        await technician.session.revoke(technician.permission)
        await technician.quiet(0.1)
        assert not technician.desk.count(FrameType.FILE_ANSWER)

    run(act, Silent(folder=folder))
    assert not inside(folder)


def test_several_files_come_side_by_side(folder: Path) -> None:
    async def act(technician: Technician) -> None:
        names = [fresh() for _ in range(AT_ONCE)]
        for number, transfer in enumerate(names):
            await technician.offer(f"{number}.bin", 1_000, transfer)
        await technician.answer(AT_ONCE)
        for offset in range(0, 1_000, 100):
            for transfer in names:
                await technician.down(offset, DATA[offset : offset + 100], transfer)
        for transfer in names:
            await technician.total(sha256(DATA[:1_000]), transfer)
        await technician.done(AT_ONCE)

    run(act, Says(folder=folder))
    assert inside(folder) == {f"{number}.bin": DATA[:1_000] for number in range(AT_ONCE)}


STRANGE = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from(["a", "b", "a.txt", "..", "nul"]), st.integers(0, 40)),
    st.tuples(st.just("down"), st.integers(0, 60), st.binary(min_size=1, max_size=30)),
    st.tuples(st.just("sum"), st.sampled_from([sha256(b""), "0" * 64, sha256(b"x")])),
    st.tuples(st.just("halt")),
    st.tuples(st.just("got"), st.integers(0, 100)),
    st.tuples(st.just("raw"), st.binary(min_size=1, max_size=40)),
    st.tuples(st.just("wish")),
)


@given(st.lists(st.tuples(st.integers(0, 1), STRANGE), max_size=60))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_technician_sends_nothing_is_outside_and_nothing_is_replaced(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[int, tuple[object, ...]]]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    folder = outside / "chosen"
    folder.mkdir()
    (folder / "a").write_bytes(b"precious")
    (outside / "picked").write_bytes(b"picked")
    transfers = [TRANSFER, fresh()]

    async def act(technician: Technician) -> None:
        for which, (do, *more) in orders:
            transfer = transfers[which]
            if do == "offer":
                await technician.offer(str(more[0]), int(str(more[1])), transfer)
            elif do == "down":
                assert isinstance(more[1], bytes)
                await technician.down(int(str(more[0])), more[1], transfer)
            elif do == "sum":
                await technician.total(str(more[0]), transfer)
            elif do == "halt":
                await technician.halt(transfer)
            elif do == "got":
                await technician.got(int(str(more[0])), transfer)
            elif do == "raw":
                assert isinstance(more[0], bytes)
                await technician.send(FrameType.FILE_DOWN, more[0])
            else:
                await technician.wish(transfer)
        await technician.quiet(0.05)
        for offset, data in technician.parts():
            assert b"picked"[offset : offset + len(data)] == data

    run(act, Says(folder=folder, file=outside / "picked"))
    assert sorted(path.name for path in outside.iterdir()) == ["chosen", "picked"]
    left = inside(folder)
    assert left.pop("a") == b"precious"
    assert all(re.fullmatch(r"(a|b)( \(\d+\))?|a( \(\d+\))?\.txt", name) for name in left)


# --- from the customer ------------------------------------------------------------------------------------------------


async def receive(technician: Technician, size: int) -> bytes:
    """Acknowledge what comes, as an honest technician's page does, until all of it is there."""
    whole = b""
    seen = 0
    async with asyncio.timeout(20):
        while len(whole) < size:
            async with technician.desk.came:
                await technician.desk.came.wait_for(lambda: len(technician.parts()) > seen)  # noqa: B023  # awaited here
            parts = technician.parts()
            for offset, data in parts[seen:]:
                if offset == len(whole):
                    whole += data
            seen = len(parts)
            await technician.got(len(whole))
    return whole


def test_the_picked_file_goes_out_whole(folder: Path) -> None:
    (folder / "printer.log").write_bytes(DATA)

    async def act(technician: Technician) -> None:
        await technician.wish()
        answer = await technician.answer()
        assert (answer.yes, answer.name, answer.size) == (True, "printer.log", len(DATA))
        await technician.quiet(0.1)
        assert not technician.parts(), "nobody has a place for it yet"
        await technician.got(0)
        assert await receive(technician, len(DATA)) == DATA
        await technician.total(sha256(DATA))
        done = await technician.done()
        assert (done.ok, done.sha256) == (True, sha256(DATA))

    says = Says(file=folder / "printer.log")
    run(act, says)
    assert says.going[-1].state == "done"


def test_an_empty_file_goes_out(folder: Path) -> None:
    (folder / "empty").touch()

    async def act(technician: Technician) -> None:
        await technician.wish()
        assert (await technician.answer()).size == 0
        await technician.got(0)
        await technician.total(sha256(b""))
        assert (await technician.done()).ok

    run(act, Says(file=folder / "empty"))


def test_no_file_is_picked_and_none_goes_out() -> None:
    async def act(technician: Technician) -> None:
        await technician.wish()
        answer = await technician.answer()
        assert (answer.yes, answer.name, answer.size) == (False, "", 0)
        await technician.got(0)
        await technician.quiet(0.1)
        assert not technician.parts()

    run(act, Says(file=None))


def test_no_more_than_the_window_is_on_its_way(folder: Path) -> None:
    (folder / "a").write_bytes(os.urandom(3 * WINDOW_BYTES))

    async def act(technician: Technician) -> None:
        await technician.wish()
        await technician.answer()
        await technician.got(0)
        await technician.quiet(1)
        sent = sum(len(data) for _, data in technician.parts())
        assert 0 < sent <= 64 * 1024, "a window that nobody acknowledged does not grow"
        await technician.quiet(1)
        offsets = [offset for offset, _ in technician.parts()]
        assert offsets.count(0) == 2, "after a silence it goes back to what was acknowledged"

    run(act, Says(file=folder / "a"))


def test_another_hash_at_the_other_end_is_said(folder: Path) -> None:
    (folder / "a").write_bytes(b"data")

    async def act(technician: Technician) -> None:
        await technician.wish()
        await technician.answer()
        await technician.got(0)
        await receive(technician, 4)
        await technician.total(sha256(b"tada"))
        done = await technician.done()
        assert not done.ok
        assert "checksums" in done.why

    run(act, Says(file=folder / "a"))


def test_a_file_that_changes_on_the_way_is_said(folder: Path) -> None:
    (folder / "a").write_bytes(os.urandom(200_000))

    async def act(technician: Technician) -> None:
        await technician.wish()
        await technician.answer()
        os.truncate(folder / "a", 10)
        await technician.got(0)
        assert "shorter" in (await technician.done()).why

    run(act, Says(file=folder / "a"))


@pytest.mark.parametrize("what", ["link", "fifo", "folder"])
def test_what_is_no_plain_file_does_not_go_out(what: str, folder: Path) -> None:
    (folder / "secret").write_bytes(b"secret")
    picked = folder / "picked"
    if what == "link":
        picked.symlink_to(folder / "secret")
    elif what == "fifo":
        os.mkfifo(picked)
    else:
        picked.mkdir()

    async def act(technician: Technician) -> None:
        await technician.wish()
        assert not (await technician.done()).ok
        assert not technician.desk.count(FrameType.FILE_ANSWER)

    run(act, Says(file=picked))


def test_the_end_of_the_permission_and_a_pause_stop_what_goes_out(folder: Path) -> None:
    (folder / "a").write_bytes(os.urandom(WINDOW_BYTES))

    async def act(technician: Technician) -> None:
        await technician.wish()
        await technician.answer()
        await technician.got(0)
        await technician.desk.expect(FrameType.FILE_UP)
        technician.session.pause()
        await technician.quiet(0.1)
        before = len(technician.parts())
        await technician.got(sum(len(data) for _, data in technician.parts()))
        await technician.quiet()
        assert len(technician.parts()) == before
        technician.session.resume()
        await technician.desk.expect(FrameType.FILE_UP, before + 1)
        await technician.session.revoke(technician.permission)
        await technician.quiet(0.1)
        before = len(technician.parts())
        await technician.got(100_000)
        await technician.quiet()
        assert len(technician.parts()) == before

    run(act, Says(file=folder / "a"))


def test_a_frame_of_somebody_without_a_permission_moves_nothing(folder: Path) -> None:
    """The relay's own frames, and those that come before the yes."""

    async def act(technician: Technician) -> None:
        await technician.session.revoke(technician.permission)
        await technician.offer("a.bin", 1)
        await technician.wish()
        await technician.quiet()
        assert not technician.desk.count(FrameType.FILE_ANSWER)
        assert not technician.desk.count(FrameType.FILE_DONE)

    says = Says(folder=folder, file=folder)
    run(act, says)
    assert not says.offers


# --- how much at once -------------------------------------------------------------------------------------------------


def test_a_slow_line_has_little_of_a_file_on_its_way_and_a_quick_one_much() -> None:
    def transfer(bytes_per_second: float, seconds: float) -> Window:
        window, now, sent, arrived, free_at = Window(), 0.0, 0, 0, 0.0
        waiting: list[tuple[float, int]] = []
        while now < seconds:
            while sent - arrived < window.size:
                sent += window.part
                window.sent(sent, now)
                free_at = max(now, free_at) + window.part / bytes_per_second
                waiting.append((free_at + 0.02, sent))
            now, arrived = waiting.pop(0)
            window.acknowledged(arrived, now)
        return window

    assert transfer(125_000, 20).size <= 2 * LEAST
    assert transfer(50_000_000, 5).size == WINDOW_BYTES
    window = transfer(50_000_000, 5)
    window.lost()
    assert window.size == LEAST


def test_a_part_holds_whose_it_is() -> None:
    assert pack(TRANSFER, 2**33, b"x")[:24].hex() == TRANSFER + "0000000200000000"
