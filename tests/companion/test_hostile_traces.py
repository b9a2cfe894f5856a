"""What a session leaves behind: no name, title, file, text or password in what the program writes about itself."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib import display
from Xlib.ext import res

from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.host.clipboard import Copied
from aboveboard.companion.host.x11_canvas import X11Canvas
from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire import remote as r
from aboveboard.wire.remote import FileOffer
from aboveboard.wire.types import FrameType, Scope
from tests.companion.desktop import Desktop, desktops
from tests.companion.devices import until
from tests.companion.files_table import TRANSFER, Technician, play
from tests.companion.meeting import invite, let_in
from tests.companion.says import Says
from tests.companion.stage import Stage, needs_desktop, needs_xvfb
from tests.companion.test_hostile_services import Clipboard, Devices, Hands
from tests.product import Product

CANARY = "Canary-4711-Kestrel"


class Clumsy(Says):
    """Their folder is gone when the file comes, and their password does not fit."""

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        self.offers.append(offer)
        return Path(f"/nowhere/{CANARY}")


@needs_xvfb
@pytest.mark.parametrize("scope", [Scope.VIEW, Scope.CONTROL, Scope.CLIPBOARD, Scope.FILES, Scope.PASSWORD])
def test_nothing_personal_is_in_what_the_program_says_about_itself(
    scope: Scope, stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    program = stage.program()
    program.do(
        "open", name="mine", place=[10, 10, 200, 100], colour=0x123456, program=CANARY, title=f"{CANARY} - letter"
    )
    clipboard = Clipboard()
    picked = tmp_path / f"{CANARY}.txt"
    picked.write_text(CANARY)
    says = Clumsy(file=picked, password=CANARY * 200)

    async def act(technician: Technician) -> None:
        send = technician.send
        await send(FrameType.TYPE, r.Type(text=CANARY))
        await send(FrameType.PRESS, r.Press(code=CANARY[:6], key="k", down=True))
        await send(FrameType.CLIP_IN, r.Clip(text=CANARY))
        if clipboard.came is not None:
            clipboard.came(Copied(CANARY))
        await technician.offer(f"{CANARY}.txt", 5)
        await send(FrameType.SECRET_WISH, r.SecretWish(secret="ab" * 16, reason=CANARY))
        await technician.quiet(0.2)
        await technician.wish("ab" * 16)
        await technician.quiet(0.3)
        await technician.got(0, "ab" * 16)
        picked.unlink(missing_ok=True)
        await technician.quiet(0.3)
        # A frame that nobody understands ends it, with the person's words in the middle of it.
        await technician.desk.send(technician.desk.wire.technician(FrameType.FILE_STOP, r.FileStop(transfer=TRANSFER)))
        await technician.desk.send(b"\x01\x49" + CANARY.encode() * 3)

    canvas = X11Canvas(stage.name)
    computer = Computer(canvas, input=Hands(), real=Devices(), clipboard=clipboard, asks=(Scope.FILES, Scope.PASSWORD))
    try:
        asyncio.run(play(act, says, scope=scope, computer=computer))
    finally:
        canvas.close()
    said = capfd.readouterr()
    written = said.out + said.err + caplog.text + "".join(str(one.__dict__) for one in caplog.records)
    assert CANARY not in written
    assert f"{CANARY[:6]}" not in written
    # What the person is told on their own screen is another matter; without it this test would look at nothing.
    if scope is Scope.FILES:
        assert says.offers


def clients(name: str) -> int:
    """How many programs have a connection to the display, this one not counted."""
    link = display.Display(name)
    try:
        return len(res.query_clients(link).clients) - 1
    finally:
        link.close()


def family(session: int) -> list[str]:
    """What runs of one login session of processes, zombies not counted."""
    told = subprocess.run(["ps", "-s", str(session), "-o", "stat=,args="], capture_output=True, text=True, check=False)
    return [line for line in told.stdout.splitlines() if not line.lstrip().startswith("Z")]


def shared_memory(made_by: int) -> set[str]:
    """The segments that this process made; others run tests as well."""
    rows = (line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:])
    return {row[1] for row in rows if int(row[4]) == made_by}


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with desktops(tmp_path) as made:
        monkeypatch.setenv("DISPLAY", made.name)
        yield made


@pytest.mark.slow
@needs_desktop
def test_a_killed_companion_leaves_no_connection_no_process_and_nothing_on_the_display(
    product: Product, desktop: Desktop
) -> None:
    before = clients(desktop.name)
    code, session, ticket = invite(product)
    companion = Companion(product.url, code, "", desktop.folder / "pictures", display=desktop.name)
    viewer = Viewer(product.url, "/wire", session, ticket)
    try:
        let_in(companion, viewer)
        for scope in (Scope.VIEW, Scope.CONTROL, Scope.CLIPBOARD):
            asked = len(companion.events)
            viewer.ask(scope, "to repair")
            companion.expect("allow", after=asked, scope=scope)
            companion.order("answer", yes=True)
            viewer.wait(lambda scope=scope: viewer.has(scope), f"the yes to {scope}")
        viewer.wait(lambda: viewer.pictures >= 1, "a picture")
        process = companion._process.pid
        assert clients(desktop.name) > before
        assert len(family(process)) >= 1
        assert shared_memory(process)
        os.kill(process, signal.SIGKILL)
        viewer.wait(lambda: not viewer.grants, "the end of every permission")
        until(lambda: family(process) == [])
        until(lambda: clients(desktop.name) == before)
        until(lambda: not shared_memory(process))
        seen = viewer.pictures
        viewer.send(FrameType.PRESS, r.Press(code="KeyA", key="a", down=True))
        assert viewer.pictures == seen
    finally:
        viewer.close()
        companion.finish()
