"""Copied text between a technician and the customer's real clipboard, while it is allowed and not a moment longer."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator

import pytest

from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.host.clipboard import Copied
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_clipboard import X11Clipboard
from aboveboard.companion.words.happened import Happened
from aboveboard.wire import remote as r
from aboveboard.wire.limits import CLIP_CHARACTERS
from aboveboard.wire.types import FrameType, Scope
from tests.companion.files_table import Technician, play
from tests.companion.says import Says
from tests.companion.stage import Stage, needs_xclip, needs_xvfb, stages


class Paper:
    """A clipboard that a test writes on."""

    def __init__(self) -> None:
        self.came: Callable[[Copied], None] | None = None
        self.written: list[str] = []

    def listen(self, came: Callable[[Copied], None]) -> None:
        self.came = came

    def rest(self) -> None:
        self.came = None

    def put(self, text: str) -> None:
        self.written.append(text)

    def close(self) -> None:
        self.came = None

    def copy(self, text: str) -> None:
        if self.came is not None:
            self.came(Copied(text))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stages((320, 240)) as made:
        yield made


def run(act: Callable[[Technician], Awaitable[None]], says: Says, clipboard: Paper | X11Clipboard) -> None:
    asyncio.run(play(act, says, scope=Scope.CLIPBOARD, clipboard=clipboard))


def texts(technician: Technician) -> list[str]:
    return [body.text for kind, body in technician.desk.got if kind is FrameType.CLIP_OUT and isinstance(body, r.Clip)]


async def xclip(stage: Stage, *arguments: str, given: bytes = b"") -> str:
    command = ["xclip", "-display", stage.name, "-selection", "clipboard", *arguments]

    def call() -> str:
        out = subprocess.DEVNULL if "-in" in arguments else subprocess.PIPE
        done = subprocess.run(command, input=given, check=True, stdout=out, timeout=10)
        return (done.stdout or b"").decode()

    return await asyncio.to_thread(call)


@needs_xvfb
@needs_xclip
def test_text_goes_both_ways_on_a_real_display(stage: Stage) -> None:
    clipboard = X11Clipboard(stage.name, Masks())
    large = "Zeile äöü\n" * 6_000

    async def act(technician: Technician) -> None:
        await technician.quiet(0.2)
        assert not texts(technician), "copied before the yes"
        await xclip(stage, "-in", given=b"Fehler 0x80070005")
        await technician.desk.expect(FrameType.CLIP_OUT)
        await xclip(stage, "-in", given=large.encode())
        await technician.desk.expect(FrameType.CLIP_OUT, 2)
        assert texts(technician) == ["Fehler 0x80070005", large]
        await technician.send(FrameType.CLIP_IN, r.Clip(text=large + "\x1b[201~"))
        await technician.quiet()
        assert await xclip(stage, "-out") == large + "[201~"
        await technician.session.revoke(technician.permission)
        await technician.quiet(0.1)
        await xclip(stage, "-in", given=b"after the yes was taken back")
        await technician.quiet()
        assert len(texts(technician)) == 2

    says = Says()
    try:
        asyncio.run(xclip(stage, "-in", given=b"before the yes"))
        run(act, says, clipboard)
    finally:
        clipboard.close()
    assert [text for kind, text in says.told if kind == "copied"] == ["out", "out", "in"]


def test_nothing_of_a_pause_goes_either_way() -> None:
    paper = Paper()

    async def act(technician: Technician) -> None:
        await technician.quiet(0.1)
        technician.session.pause()
        paper.copy("during the pause")
        await technician.send(FrameType.CLIP_IN, r.Clip(text="during the pause"))
        await technician.quiet()
        technician.session.resume()
        await technician.quiet(0.1)
        paper.copy("after it")
        await technician.desk.expect(FrameType.CLIP_OUT)
        assert texts(technician) == ["after it"]

    run(act, Says(), paper)
    assert not paper.written
    assert paper.came is None, "nobody listens after the end"


def test_of_a_flood_only_the_last_goes_out_a_few_times_a_second() -> None:
    paper = Paper()

    async def act(technician: Technician) -> None:
        await technician.quiet(0.1)
        for number in range(500):
            paper.copy(f"{number}")
            await asyncio.sleep(0.001)
        await technician.quiet(0.5)
        assert texts(technician)[-1] == "499"
        assert len(texts(technician)) <= 6

    run(act, Says(), paper)


def test_what_the_wire_cannot_carry_is_said() -> None:
    paper = Paper()

    async def act(technician: Technician) -> None:
        await technician.quiet(0.1)
        paper.copy("\x01" * CLIP_CHARACTERS)
        await technician.quiet()
        assert not texts(technician)

    says = Says()
    run(act, says, paper)
    assert ("copied", "long") in says.told


def test_no_text_is_told_to_anybody_but_the_technician() -> None:
    paper = Paper()

    async def act(technician: Technician) -> None:
        await technician.quiet(0.1)
        paper.copy("hunter2")
        await technician.desk.expect(FrameType.CLIP_OUT)
        await technician.send(FrameType.CLIP_IN, r.Clip(text="hunter2"))
        await technician.quiet(0.1)

    says = Says()
    run(act, says, paper)
    assert paper.written == ["hunter2"]
    assert not [text for _, text in says.told if "hunter2" in text]


def test_the_person_reads_what_was_copied_and_which_files_moved() -> None:
    happened = Happened()
    for how in ("in", "out", "out", "secret", "nothing that is known"):
        happened.copied(how)
    happened.moved(Progress("1" * 32, "in", "driver.zip", 9, 9, "done"))
    happened.moved(Progress("2" * 32, "out", "printer.log", 1, 9, "going"))
    assert [words for _, words in happened.lines] == [
        "The technician put text onto your clipboard",
        "What you copied went to the technician",
        "The password that you copied stayed here",
        "The file driver.zip came to this computer",
    ]
