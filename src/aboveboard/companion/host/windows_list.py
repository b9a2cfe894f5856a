"""What Windows tells of windows, keys and desktops, understood: which can be seen, what was real, what is locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.input import Why
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.stack import Identity, Top

KEY_INJECTED: Final = 0x10 | 0x02
"""LLKHF_INJECTED and LLKHF_LOWER_IL_INJECTED."""
MOUSE_INJECTED: Final = 0x01 | 0x02
"""LLMHF_INJECTED and LLMHF_LOWER_IL_INJECTED."""
_DOWN: Final = frozenset({0x0100, 0x0104, 0x0201, 0x0204, 0x0207, 0x020B})
"""WM_KEYDOWN, WM_SYSKEYDOWN, and the mouse buttons' DOWN messages."""
_POPUPS: Final = frozenset({"#32768", "tooltips_class32", "ComboLBox", "SysShadow", "DropDown"})
_PANELS: Final = frozenset({"Shell_TrayWnd", "Shell_SecondaryTrayWnd", "Progman", "WorkerW"})
_DESKTOP: Final = "Default"


@dataclass(frozen=True, slots=True)
class Told:
    """One window as EnumWindows and its kin tell it. ``program``: the file of its process, without a folder."""

    handle: int
    rect: Rect
    visible: bool = True
    cloaked: bool = False
    minimised: bool = False
    layered: bool = False
    shaped: bool = False
    kind: str = ""
    title: str = ""
    process: int = 0
    program: str = ""
    owner: int = 0


def tops(told: Iterable[Told], masks: Masks) -> list[Top]:
    """The windows that can be seen, bottom first. Windows lists them from the top."""
    found = []
    for one in told:
        if not one.visible or one.cloaked or one.minimised or not one.rect.area:
            continue
        names = [one.kind, one.program.rpartition(".")[0] or one.program]
        identity = Identity(
            client=one.process,
            by_program=masks.hide_program([name for name in names if name]),
            by_title=masks.hide_title(one.title),
            transient_for=one.owner,
            title=one.title,
            dock=one.kind in _PANELS,
            translucent=one.layered,
        )
        top = Top(one.handle, one.rect, open=True, solid=not (one.layered or one.shaped), popup=one.kind in _POPUPS)
        top.inside = {one.handle: identity}
        found.append(top)
    return found[::-1]


def above(handle: int, owners: dict[int, int]) -> tuple[int, ...]:
    """The windows whose dialog or menu this one is, the nearest first."""
    found: list[int] = []
    while (handle := owners.get(handle, 0)) and handle not in found:
        found.append(handle)
    return tuple(found)


def real_key(flags: int) -> bool:
    """True when a keyboard made this event and no program did, by the flags of a low-level hook."""
    return not flags & KEY_INJECTED


def real_mouse(flags: int) -> bool:
    """True when a mouse made this event and no program did."""
    return not flags & MOUSE_INJECTED


def goes_down(message: int) -> bool:
    """True for messages of a key or button that goes down."""
    return message in _DOWN


def barred(desktop: str | None, *, locked: bool, ours: int, theirs: int | None) -> Why:
    """Why input does not arrive now. ``desktop`` is the one that has the keyboard, ``None`` where we may not know.

    ``ours`` and ``theirs`` are integrity levels, of this program and of the window in front: Windows lets nothing reach
    a window with more rights. Without an answer (``theirs`` None) the process is somebody else's, so it has them.
    """
    if locked:
        return "locked"
    if desktop != _DESKTOP:
        # The question for administrator's rights stands on a desktop of its own, as the lock screen does.
        return "rights"
    return "rights" if theirs is None or theirs > ours else ""


def may_copy(formats: Sequence[str]) -> bool:
    """False where the program that was copied in says that the text is a secret, as password managers do."""
    secret = {"ExcludeClipboardContentFromMonitorProcessing", "Clipboard Viewer Ignore"}
    return not secret & set(formats)
