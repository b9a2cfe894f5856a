"""The clipboard of a real display: copied and pasted by xclip and by programs that a test plays, large texts too."""

from __future__ import annotations

import queue
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import pytest

from aboveboard.companion.host.clipboard import Copied, Kept, harmless
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.x11_clipboard import X11Clipboard
from aboveboard.wire.limits import CLIP_CHARACTERS
from tests.companion.stage import Stage, needs_xclip, needs_xvfb, stages

pytestmark = [needs_xvfb, needs_xclip]
LARGE = "Zeile mit Umlauten äöü und 日本\n" * 1_900

OWNER = textwrap.dedent(
    """
    import sys
    from Xlib import X, Xatom, display
    from Xlib.protocol import event
    name, kinds, text = sys.argv[1], sys.argv[2].split(","), sys.argv[3].encode()
    program = sys.argv[4] if len(sys.argv) > 4 else ""
    d = display.Display(name)
    w = d.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    if program:
        w.set_wm_class(program, program)
    clipboard = d.intern_atom("CLIPBOARD")
    w.set_selection_owner(clipboard, X.CurrentTime)
    d.sync()
    print("owner", flush=True)
    while True:
        asked = d.next_event()
        if asked.type == X.SelectionClear:
            break
        if asked.type != X.SelectionRequest:
            continue
        target = d.get_atom_name(asked.target)
        given = X.NONE
        if target == "TARGETS":
            given = asked.property
            asked.requestor.change_property(given, Xatom.ATOM, 32, [d.intern_atom(kind) for kind in kinds])
        elif target in kinds:
            given = asked.property
            asked.requestor.change_property(given, asked.target, 8, text)
        asked.requestor.send_event(event.SelectionNotify(
            time=asked.time, requestor=asked.requestor, selection=asked.selection, target=asked.target, property=given))
        d.sync()
    """
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stages((320, 240)) as made:
        yield made


class Listening:
    def __init__(self, stage: Stage, masks: Masks) -> None:
        self.clipboard = X11Clipboard(stage.name, masks)
        self.came: queue.SimpleQueue[Copied] = queue.SimpleQueue()

    def begin(self) -> None:
        self.clipboard.listen(self.came.put)
        # What was there before is being fetched; nobody is told when that is done.
        time.sleep(0.1)

    def next(self) -> Copied:
        return self.came.get(timeout=10)

    def silent(self, seconds: float = 0.3) -> bool:
        time.sleep(seconds)
        return self.came.empty()


@pytest.fixture
def listening(stage: Stage) -> Iterator[Listening]:
    made = Listening(stage, Masks(programs=frozenset({"keepassxc"}), titles=("bank",)))
    yield made
    made.clipboard.close()


def copy(stage: Stage, text: str) -> None:
    command = ["xclip", "-display", stage.name, "-selection", "clipboard", "-in"]
    subprocess.run(command, input=text.encode(), check=True, stdout=subprocess.DEVNULL)


def copied(stage: Stage, text: str) -> None:
    """Copy, and wait until it is there."""
    copy(stage, text)
    deadline = time.monotonic() + 10
    while paste(stage) != text and time.monotonic() < deadline:
        time.sleep(0.02)


def paste(stage: Stage, kind: str = "UTF8_STRING") -> str:
    command = ["xclip", "-display", stage.name, "-selection", "clipboard", "-out", "-target", kind]
    return subprocess.run(command, check=True, capture_output=True, timeout=10).stdout.decode()


@pytest.fixture
def owners(stage: Stage) -> Iterator[list[subprocess.Popen[str]]]:
    made: list[subprocess.Popen[str]] = []
    yield made
    for one in made:
        one.kill()
        one.communicate()


def own(owners: list[subprocess.Popen[str]], stage: Stage, kinds: str, text: str, program: str = "") -> None:
    command = [sys.executable, "-c", OWNER, stage.name, kinds, text, program]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    owners.append(owner)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "owner\n"


def test_what_is_copied_while_somebody_listens_is_told(stage: Stage, listening: Listening) -> None:
    listening.begin()
    copy(stage, "Grüße, 日本")
    assert listening.next() == Copied("Grüße, 日本")
    copy(stage, "again")
    assert listening.next() == Copied("again")


def test_a_large_text_comes_in_pieces_and_whole(stage: Stage, listening: Listening) -> None:
    assert len(LARGE) < CLIP_CHARACTERS < len(LARGE.encode()) * 2
    listening.begin()
    copy(stage, LARGE)
    assert listening.next() == Copied(LARGE)


def test_what_was_copied_before_is_never_told(stage: Stage, listening: Listening) -> None:
    copied(stage, "before the yes")
    listening.begin()
    assert listening.silent()
    # As a clipboard manager does it: another program takes over what was there.
    copy(stage, "before the yes")
    assert listening.silent()
    copy(stage, "after it")
    assert listening.next() == Copied("after it")


def test_nothing_is_told_once_nobody_listens(stage: Stage, listening: Listening) -> None:
    listening.begin()
    listening.clipboard.rest()
    copy(stage, "private")
    assert listening.silent()
    listening.begin()
    assert listening.silent(), "copied while nobody listened"


def test_a_text_that_is_too_long_is_said_and_not_told(stage: Stage, listening: Listening) -> None:
    listening.begin()
    copy(stage, "x" * (CLIP_CHARACTERS + 1))
    assert listening.next() == Copied(kept=Kept.LONG)
    copy(stage, "日" * (3 * CLIP_CHARACTERS))
    assert listening.next() == Copied(kept=Kept.LONG)
    copy(stage, "x" * CLIP_CHARACTERS)
    assert listening.next() == Copied("x" * CLIP_CHARACTERS)


def test_a_password_that_its_manager_marks_is_not_told(
    stage: Stage, listening: Listening, owners: list[subprocess.Popen[str]]
) -> None:
    listening.begin()
    own(owners, stage, "TARGETS,UTF8_STRING,x-kde-passwordManagerHint", "hunter2")
    assert listening.next() == Copied(kept=Kept.SECRET)


def test_what_a_masked_program_copies_is_not_even_asked_for(
    stage: Stage, listening: Listening, owners: list[subprocess.Popen[str]]
) -> None:
    listening.begin()
    own(owners, stage, "TARGETS,UTF8_STRING", "hunter2", "keepassxc")
    assert listening.next() == Copied(kept=Kept.MASKED)


def test_a_picture_is_no_text(stage: Stage, listening: Listening, owners: list[subprocess.Popen[str]]) -> None:
    listening.begin()
    own(owners, stage, "TARGETS,image/png", "not text")
    assert listening.silent()


def test_a_program_that_never_answers_holds_nothing_up(
    stage: Stage, listening: Listening, owners: list[subprocess.Popen[str]]
) -> None:
    listening.begin()
    own(owners, stage, "TARGETS,UTF8_STRING", "stopped")
    listening.next()
    owners[0].send_signal(19)
    copy(stage, "goes on")
    assert listening.next() == Copied("goes on")


@pytest.mark.parametrize("text", ["Schlüssel 🔑", LARGE], ids=["short", "large"])
def test_what_is_put_there_is_pasted(stage: Stage, listening: Listening, text: str) -> None:
    listening.begin()
    listening.clipboard.put(text)
    time.sleep(0.2)
    assert paste(stage) == text
    assert paste(stage, "text/plain;charset=utf-8") == text
    assert listening.silent(), "what the technician sent does not go back to them"
    copy(stage, "the person's own")
    assert listening.next() == Copied("the person's own")
    assert paste(stage) == "the person's own"


def test_what_came_from_afar_does_not_go_back_when_a_manager_takes_it_over(stage: Stage, listening: Listening) -> None:
    listening.begin()
    listening.clipboard.put("from the technician")
    time.sleep(0.2)
    assert paste(stage) == "from the technician"
    copy(stage, "from the technician")
    assert listening.silent()


def test_a_text_is_in_no_representation() -> None:
    assert "hunter2" not in repr(Copied("hunter2"))


def test_a_terminal_gets_no_orders() -> None:
    assert harmless("ls\x1b[201~\x00\r\n\techo \x9b31m\x7f") == "ls[201~\r\n\techo 31m"
