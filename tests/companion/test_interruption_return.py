"""Back after a restart: once, soon, from a file that nobody else reads, and with every question asked anew."""

from __future__ import annotations

import configparser
import os
import plistlib
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aboveboard.companion.flow import marks
from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.joining import Desk, Joined, TechnicianCard
from aboveboard.companion.flow.links import Invited
from aboveboard.companion.flow.returning import LIFE_S, ReturnError, Returning
from aboveboard.companion.host import autostart
from aboveboard.companion.host.seat_file import SeatFile, state_folder
from aboveboard.companion.terminal import run as in_terminal
from aboveboard.companion.words.texts import speak
from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.site.tour.waiting import Board
from aboveboard.wire.types import Scope
from tests.companion.meeting import invite, let_in, show
from tests.product import Product

DESK = Desk.at("https://help.example")
SEAT = Joined("11" * 16, "the-ticket-of-a-socket", "/wire", TechnicianCard("Ana", "Larkfield", "12"), "the-secret")


class Hand(SystemClock):
    def __init__(self) -> None:
        self.ahead_us = 0

    def wall_us(self) -> int:
        return super().wall_us() + self.ahead_us


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def files(home: Path) -> list[str]:
    return sorted(one.name for one in home.rglob("*") if one.is_file())


def test_what_was_kept_is_found_once_and_nothing_of_it_is_left(home: Path) -> None:
    returning = Returning()
    returning.keep(DESK, SEAT)
    assert files(home) == ["aboveboard-return.desktop", "return.json"]
    kept = home / "state" / "aboveboard" / "return.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert "the-ticket" not in kept.read_text()
    found = Returning().found()
    assert found is not None
    desk, seat = found
    assert (desk, seat.resume, seat.ticket) == (DESK, "the-secret", "")
    assert files(home) == []
    assert Returning().found() is None


def test_who_comes_back_tells_programs_apart_as_before_and_who_does_not_tells_nobody(home: Path) -> None:
    before = marks.key_of(SEAT.session)
    returning = Returning()
    returning.keep(DESK, SEAT)
    marks.go_on("ab" * 16)  # another process begins with a secret of its own
    other = marks.key_of(SEAT.session)
    assert other != before
    assert returning.found() is not None
    assert marks.key_of(SEAT.session) == before
    assert marks.key_of("22" * 16) not in (before, other)


@pytest.mark.parametrize(("after_s", "found"), [(LIFE_S - 5, True), (LIFE_S + 5, False), (-5, False)])
def test_it_is_found_for_minutes_and_not_by_a_clock_that_went_back(after_s: int, found: bool, home: Path) -> None:
    clock = Hand()
    returning = Returning(clock=clock)
    returning.keep(DESK, SEAT)
    clock.ahead_us = after_s * 1_000_000
    assert (returning.found() is not None) is found
    assert files(home) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff" * 40, b'{"format": 1}', b"x" * 100_000])
def test_a_file_that_makes_no_sense_is_nothing_and_goes(content: bytes, home: Path) -> None:
    folder = state_folder()
    folder.mkdir(parents=True)
    (folder / "return.json").write_bytes(content)
    (folder / "return.json").chmod(0o600)
    assert Returning().found() is None
    assert files(home) == []


def test_nothing_is_kept_behind_a_link_in_the_place_of_the_folder(home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    state_folder().parent.mkdir(parents=True)
    state_folder().symlink_to(elsewhere)
    with pytest.raises(ReturnError, match="Nothing was kept"):
        Returning().keep(DESK, SEAT)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    assert files(home) == []


def test_a_file_that_others_could_write_or_that_leads_elsewhere_is_not_believed(home: Path) -> None:
    returning = Returning()
    returning.keep(DESK, SEAT)
    kept = state_folder() / "return.json"
    kept.chmod(0o644)
    assert returning.found() is None
    elsewhere = home / "elsewhere"
    elsewhere.write_bytes(b"kept")
    kept.symlink_to(elsewhere)
    assert SeatFile(state_folder()).take() is None
    assert not kept.is_symlink()
    kept.symlink_to(elsewhere)
    returning.keep(DESK, SEAT)
    assert elsewhere.read_bytes() == b"kept"
    kept.unlink()
    os.mkfifo(kept)
    assert SeatFile(state_folder()).take() is None


def test_where_no_entry_can_be_made_nothing_is_kept(home: Path) -> None:
    class Full:
        def place(self, command: object) -> None:
            raise OSError("no room")

        def remove(self) -> None:
            pass

    with pytest.raises(ReturnError, match="no room"):
        Returning(start=Full()).keep(DESK, SEAT)
    with pytest.raises(ReturnError, match="Nothing was kept"):
        Returning(command=lambda: ["/a\nb"]).keep(DESK, SEAT)
    assert files(home) == []


@pytest.mark.parametrize(("language", "said"), [("en", "no session to come back to"), ("de", "Es gibt keine Sitzung")])
def test_a_terminal_says_that_there_is_nothing_to_come_back_to(
    home: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    try:
        assert in_terminal(Invited("https://help.example", ""), language=language, come_back=True) == 1
    finally:
        speak("en")
    assert said in capsys.readouterr().out
    assert files(home) == []


ODD = ['/opt/a b/$(touch x)/`y`/"q"\\z/50%/x', "-m", "aboveboard.command", "companion", "--return"]


def test_the_entry_of_a_linux_desktop_starts_just_this_command() -> None:
    parser = configparser.RawConfigParser(delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys of an entry have capitals
    parser.read_string(autostart.desktop_entry(ODD))
    entry = parser["Desktop Entry"]
    assert entry["Type"] == "Application"
    # As the specification has it: the escapes of a value first, then quotes as a shell reads them, then %%.
    command = entry["Exec"].replace("\\\\", "\\")
    words = subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, text=True, check=True)
    assert [word.replace("%%", "%") for word in words.stdout.split("\0")[:-1]] == ODD
    with pytest.raises(ValueError, match="characters"):
        autostart.desktop_entry(["a\nExec=evil"])


def test_the_entries_of_other_systems_start_just_this_command() -> None:
    agent = plistlib.loads(autostart.launch_agent(ODD))
    assert agent["ProgramArguments"] == ODD
    assert agent["RunAtLoad"] is True
    assert autostart.windows_command(["C:\\A b\\x.exe", "--return"]) == '"C:\\A b\\x.exe" "--return"'
    for bad in ('C:\\x" & calc "', "C:\\x\\", "a\nb"):
        with pytest.raises(ValueError, match="characters"):
            autostart.windows_command([bad])


class Returned(Companion):
    """The program as the entry starts it."""

    def __init__(self, home: Path) -> None:
        Board.__init__(self)
        self.events = []
        dropped = ("ABOVEBOARD_", "XDG_", "DISPLAY")
        theirs = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "aboveboard.command", "companion", "--return", "--json", "--xvfb"],
            env=theirs | {"HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()


@pytest.mark.long
@pytest.mark.slow
def test_after_a_restart_the_session_goes_on_and_every_yes_is_asked_for_anew(product: Product, home: Path) -> None:
    code, session, ticket = invite(product)
    companion = Companion(product.url, code, "", home / "pictures")
    viewer = Viewer(product.url, "/wire", session, ticket)
    try:
        let_in(companion, viewer)
        show(companion, viewer)
        companion.order("restart")
        companion.expect("over")
        assert companion.finish() == 0
        viewer.wait(lambda: not viewer.has(Scope.VIEW), "the end of the permission")
        assert viewer.ended is None
        assert "return.json" in files(home)

        returned = Returned(home / "home")
        try:
            returned.expect("admit")
            assert not {"return.json", "aboveboard-return.desktop"} & set(files(home))
            assert not viewer.has(Scope.VIEW)
            let_in(returned, viewer)
            before = viewer.pictures
            viewer.ask(Scope.VIEW, "to go on")
            returned.expect("allow")
            assert viewer.pictures == before
            returned.order("answer", yes=True)
            viewer.wait(lambda: viewer.pictures > before, "pictures again")
        finally:
            returned.finish()
        again = Returned(home / "home")
        assert again.expect("refused")["code"] == "return"
        assert again.finish() == 1
    finally:
        viewer.close()
        companion.finish()
