"""Between the acts: a real repair. Keys typed from afar reach a real terminal, a file is taken, a password is shown."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from typing import Final, TypeVar

from aboveboard.site.tour.report import hold
from aboveboard.site.tour.scene import Scene
from aboveboard.site.tour.second_act import grant, is_dropped
from aboveboard.site.tour.terminal import PLACE, REPAIR, Terminal, installed
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.limits import COORDINATE_MAX
from aboveboard.wire.parts import pack
from aboveboard.wire.remedy import parse
from aboveboard.wire.types import FrameType, Scope

_QUIET_S: Final = 1.0
_INSIDE: Final = 60
_GUIDE: Final = b"How to keep the printer from pausing:\n1. Leave it switched on.\n"
_TOOL: Final = "largest-in-home"
_PASSWORD: Final = "made-up: window seat 4"  # noqa: S105  # nobody's: it is typed in the tour
Answer = TypeVar("Answer", bound=p.Payload)


def cannot_be_played(scene: Scene) -> str:
    """Why what needs a screen cannot be played; empty where it can."""
    if not _display(scene):
        return "there is no virtual screen (Xvfb)"
    return "" if installed() else "there is no terminal (xterm)"


def _display(scene: Scene) -> str:
    found = re.search(r"\((:\d+)\)", scene.customer.expect("screen")["name"])
    return found[1] if found else ""


def open_terminal(scene: Scene) -> None:
    """A terminal opens on the customer's screen, and the technician sees it."""
    before = scene.ana.pictures
    scene.terminal = Terminal(_display(scene), scene.folder / "ida")
    scene.cleaning.callback(scene.terminal.close)
    scene.terminal.wait_for("ready")
    scene.ana.wait(lambda: scene.ana.pictures > before, "a picture of the terminal")
    hold(not scene.terminal.repaired, "nothing was broken")


def refused_before_control(scene: Scene) -> None:
    """A key before the yes is dropped with a note."""
    is_dropped(scene.ana, FrameType.PRESS, r.Press(code="KeyA", key="a", down=True), "the key")


def repair(scene: Scene) -> None:
    """With control granted the technician clicks into the terminal and types the repair."""
    grant(scene, Scope.CONTROL)
    size = scene.customer.expect("screen")["size"]
    x, y = (round((PLACE[at] + _INSIDE) / size[at] * COORDINATE_MAX) for at in (0, 1))
    for buttons in (0, 1, 0):
        scene.ana.send(FrameType.POINTER, r.Pointer(x=x, y=y, buttons=buttons))
    scene.ana.send(FrameType.TYPE, r.Type(text=REPAIR))
    scene.terminal_open.wait_for("printer.works")
    hold(scene.terminal_open.repaired, "what was typed is not what arrived")


def withdraw_control(scene: Scene) -> None:
    """Control is withdrawn: nothing that is typed from then on arrives, and the pictures go on."""
    scene.customer.order("revoke", scope=Scope.CONTROL, to=scene.ana.participant)
    scene.ana.wait(lambda: not scene.ana.has(Scope.CONTROL), "the end of the grant of control")
    is_dropped(scene.ana, FrameType.TYPE, r.Type(text="echo late > late\n"), "the text")
    time.sleep(_QUIET_S)
    hold(not (scene.terminal_open.folder / "late").exists(), "text arrived after control was withdrawn")
    hold(scene.ana.has(Scope.VIEW), "seeing ended with control")


def refuse_file(scene: Scene) -> None:
    """The customer says no to a file: nothing is written."""
    grant(scene, Scope.FILES)
    seen = len(scene.customer.events)
    transfer = _offer(scene)
    scene.customer.expect("take-file", after=seen)
    scene.customer.order("answer", yes=False)
    answer = _came(scene, FrameType.FILE_ANSWER, r.FileAnswer, lambda one: one.transfer == transfer)
    hold(not answer.yes, "the customer's no became a yes")


def take_file(scene: Scene) -> None:
    """The customer takes a file into a folder of their own; what arrived is what was sent."""
    folder = scene.folder / "received"
    folder.mkdir()
    seen = len(scene.customer.events)
    transfer = _offer(scene)
    scene.customer.expect("take-file", after=seen)
    scene.customer.order("answer", yes=True, path=str(folder))
    _came(scene, FrameType.FILE_ANSWER, r.FileAnswer, lambda one: one.transfer == transfer and one.yes)
    scene.ana.send(FrameType.FILE_DOWN, pack(transfer, 0, _GUIDE))
    whole = hashlib.sha256(_GUIDE).hexdigest()
    scene.ana.send(FrameType.FILE_SUM, r.FileSum(transfer=transfer, sha256=whole))
    done = _came(scene, FrameType.FILE_DONE, r.FileDone, lambda one: one.transfer == transfer)
    hold(done.ok and done.sha256 == whole, f"the transfer ended with {done.why or 'another content'}")
    hold((folder / "guide.txt").read_bytes() == _GUIDE, "what is in the folder is not what was sent")


def _offer(scene: Scene) -> str:
    transfer = secrets.token_hex(16)
    offer = r.FileOffer(transfer=transfer, name="guide.txt", size=len(_GUIDE), reason="so that it stays repaired")
    scene.ana.send(FrameType.FILE_OFFER, offer)
    return transfer


def run_tool(scene: Scene) -> None:
    """A signed tool of the library: the customer reads what it does, says yes, and both see what it wrote."""
    path = f"/desk/sessions/{scene.session}"
    page = scene.browser("ana").open(path)
    found = re.search(rf'data-tool="{_TOOL}"[^>]*data-url="({path}/tools/([0-9a-f]{{64}}))"', page.html)
    hold(found, f"the desk does not offer the tool {_TOOL}")
    address, digest = (found[1], found[2]) if found else ("", "")
    package = scene.browser("ana").fetch(address)
    hold(hashlib.sha256(package).hexdigest() == digest, "another package than the one that was asked for")
    grant(scene, Scope.TOOL)
    seen, run = len(scene.customer.events), secrets.token_hex(16)
    version = parse(package).description.version
    scene.ana.send(
        FrameType.TOOL_OFFER,
        r.ToolOffer(
            run=run, tool=_TOOL, version=version, size=len(package), sha256=digest, reason="to see what fills the disk"
        ),
    )
    scene.ana.send(FrameType.TOOL_PART, pack(run, 0, package))
    asked = scene.customer.expect("tool", after=seen)
    hold(asked["tool"]["touches"] and asked["tool"]["description"], "the question does not say what the tool does")
    hold(not _wrote(scene, run), "it ran before the answer")
    scene.customer.order("answer", yes=True)
    done = _came(scene, FrameType.TOOL_DONE, r.ToolDone, lambda one: one.run == run)
    hold(done.ok, f"the tool ended with {done.status} {done.why}")
    hold(_wrote(scene, run), "nothing of what it wrote arrived")


def _wrote(scene: Scene, run: str) -> str:
    return "".join(one.text for _, one in scene.ana.came if isinstance(one, r.ToolOutput) and one.run == run)


def password(scene: Scene) -> None:
    """The customer types a password for the fix: one technician reads it once, the server never."""
    grant(scene, Scope.PASSWORD)
    seen, wanted = len(scene.customer.events), secrets.token_hex(16)
    scene.ana.send(FrameType.SECRET_WISH, r.SecretWish(secret=wanted, reason="to unlock the printer's settings"))
    scene.customer.expect("password", after=seen)
    scene.customer.order("answer", yes=True, text=_PASSWORD)
    sealed = _came(scene, FrameType.SECRET, r.Secret, lambda one: one.secret == wanted)
    hold(scene.ana.unseal(sealed) == _PASSWORD, "another password arrived")
    scene.ana.send(FrameType.SECRET_SEEN, r.SecretSeen(secret=wanted))
    scene.customer.expect("told", after=seen, kind="shown")


def password_is_nowhere(scene: Scene) -> None:
    """What the customer typed is in no file of the server."""
    needle = _PASSWORD.encode()
    for file in scene.folder.rglob("*"):
        if file.is_file():
            hold(needle not in file.read_bytes(), f"the password is in {file.name}")


def _came(scene: Scene, kind: FrameType, form: type[Answer], like: Callable[[Answer], bool]) -> Answer:
    """The first frame of this kind that is like this."""

    def look() -> Answer | None:
        return next((one for of, one in scene.ana.came if of is kind and isinstance(one, form) and like(one)), None)

    return scene.ana.wait(look, f"a {kind.name}")


PARTS: Final[tuple[tuple[str, Callable[[Scene], None]], ...]] = (
    ("a terminal opens on the customer's screen", open_terminal),
    ("no key before the yes", refused_before_control),
    ("the technician repairs it by typing into the terminal", repair),
    ("control is withdrawn, not one key after", withdraw_control),
    ("the customer refuses a file", refuse_file),
    ("the customer takes a file, byte by byte what was sent", take_file),
    ("a signed tool runs after its own yes", run_tool),
    ("a password is read once, by one technician", password),
    ("the password is nowhere on the server", password_is_nowhere),
)
NEEDS_A_SCREEN: Final = frozenset({open_terminal, refused_before_control, repair, withdraw_control})
