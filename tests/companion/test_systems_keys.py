"""Windows and macOS, as far as it can be told without them: layouts of memory, keys, and what their answers mean."""

from __future__ import annotations

import ctypes
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.companion.host import macos_keys, macos_list, windows_keys, windows_list
from aboveboard.companion.host import windows_layout as w
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.masks import Masks, read_masks
from aboveboard.companion.host.windows_list import Told

BOTH = frozenset({"ControlLeft", "AltLeft"})


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        (w.Point, 8),
        (w.Rectangle, 16),
        (w.Input, 40),
        (w.KeyHook, 24),
        (w.MouseHook, 32),
        (w.Message, 48),
        (w.BitmapHeader, 40),
        (w.CursorInfo, 24),
        (w.IconInfo, 32),
        (w.MonitorInfo, 104),
        (w.Bitmap, 32),
    ],
)
def test_each_structure_is_as_long_as_windows_has_it(structure: type[ctypes.Structure], size: int) -> None:
    assert ctypes.sizeof(structure) == size


def test_a_recorded_key_of_a_hook_is_read_as_windows_wrote_it() -> None:
    # Shift of a keyboard, then an A that a program sent: VK, scan code, flags, time, extra.
    shift = bytes.fromhex("a0000000 2a000000 00000000 10270000 0000000000000000".replace(" ", ""))
    sent = bytes.fromhex("41000000 1e000000 10000000 11270000 0000000000000000".replace(" ", ""))
    real, injected = w.KeyHook.from_buffer_copy(shift), w.KeyHook.from_buffer_copy(sent)
    assert (real.key, real.scan, real.time) == (0xA0, 0x2A, 10_000)
    assert windows_list.real_key(real.flags)
    assert not windows_list.real_key(injected.flags)


@pytest.mark.parametrize(
    ("flags", "real"), [(0, True), (0x80, True), (0x21, True), (0x10, False), (0x12, False), (2, False)]
)
def test_a_key_is_real_unless_windows_says_that_a_program_sent_it(flags: int, real: bool) -> None:
    assert windows_list.real_key(flags) is real


@pytest.mark.parametrize(("flags", "real"), [(0, True), (1, False), (3, False), (2, False)])
def test_a_click_is_real_unless_windows_says_that_a_program_sent_it(flags: int, real: bool) -> None:
    assert windows_list.real_mouse(flags) is real


@pytest.mark.parametrize("codes", [windows_keys.CODES, macos_keys.CODES], ids=["windows", "macos"])
def test_no_two_keys_lie_in_one_place(codes: dict[str, int]) -> None:
    places = [place for code, place in codes.items() if code != "Insert"]
    assert len(places) == len(set(places))
    expected = {f"Key{letter}" for letter in string.ascii_uppercase} | {f"Digit{digit}" for digit in string.digits}
    assert expected | {"Enter", "Tab", "Escape", "Backspace", "Space", "ArrowUp", "F1", "F12", "Delete"} <= set(codes)


@pytest.mark.parametrize(
    ("code", "place"), [("KeyA", 0x1E), ("Enter", 0x1C), ("NumpadEnter", 0xE01C), ("ArrowLeft", 0xE04B), ("F12", 0x58)]
)
def test_keys_of_windows_lie_where_keyboards_have_them(code: str, place: int) -> None:
    assert windows_keys.CODES[code] == place


@pytest.mark.parametrize(("code", "place"), [("KeyA", 0), ("KeyP", 35), ("Enter", 36), ("Digit6", 22), ("Delete", 117)])
def test_keys_of_macos_lie_where_keyboards_have_them(code: str, place: int) -> None:
    assert macos_keys.CODES[code] == place


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_text_goes_to_windows_as_its_utf_16_units_each_down_and_up(text: str) -> None:
    made = windows_keys.lettered(text)
    units = [one.of.keyboard.scan for one in made[::2]]
    assert b"".join(unit.to_bytes(2, "little") for unit in units) == text.encode("utf-16-le")
    assert all(one.of.keyboard.flags == w.KEY_UNICODE for one in made[::2])
    assert all(one.of.keyboard.flags == w.KEY_UNICODE | w.KEY_UP for one in made[1::2])


def test_a_shortcut_goes_to_windows_as_the_key_that_has_the_sign_in_this_layout() -> None:
    held = frozenset({"ControlLeft"})
    # On a German keyboard Z lies where the sender's Y is.
    made = windows_keys.struck("KeyY", "z", held, {"z": 0x15})
    assert [(one.of.keyboard.scan, one.of.keyboard.flags) for one in made] == [(0x15, 8), (0x15, 10)]
    made = windows_keys.struck("KeyY", "z", held, {})
    assert made[0].of.keyboard.scan == windows_keys.CODES["KeyY"]
    assert windows_keys.struck("", "ж", held, {}) == []


def test_what_altgr_makes_goes_as_a_character() -> None:
    made = windows_keys.struck("KeyQ", "@", frozenset({"ControlLeft", "AltRight"}), {"@": 0x10})
    assert made[0].of.keyboard.flags == w.KEY_UNICODE


@pytest.mark.parametrize("left", [-1920, 0, 7])
@pytest.mark.parametrize("width", [1, 640, 1919, 3840, 11520])
def test_every_pixel_of_a_desktop_is_hit_exactly(left: int, width: int) -> None:
    for x in {left, left + 1, left + width // 3, left + width - 1}:
        if left <= x < left + width:
            told = windows_keys.moved(x, 0, left, 0, width, 1).of.mouse.dx
            # As Windows computes it back.
            assert left + told * width // 65536 == x


def test_a_wheel_turns_the_way_that_was_meant() -> None:
    down, right = windows_keys.wheeled(2, 1)
    assert ctypes.c_int32(down.of.mouse.data).value == -120
    assert ctypes.c_int32(right.of.mouse.data).value == 240
    assert windows_keys.wheeled(0, 0) == []


def test_keys_that_belong_to_the_system_are_refused() -> None:
    assert windows_keys.forbidden("Delete", BOTH)
    assert windows_keys.forbidden("l", frozenset({"MetaLeft"}))
    assert not windows_keys.forbidden("Delete", frozenset({"ControlLeft"}))
    assert macos_keys.forbidden("KeyQ", "q", frozenset({"MetaLeft", "ControlLeft"}))
    assert macos_keys.forbidden("Escape", "Escape", frozenset({"MetaRight", "AltLeft"}))
    assert not macos_keys.forbidden("KeyQ", "q", frozenset({"MetaLeft"}))


def test_macos_is_told_which_modifiers_are_down() -> None:
    assert macos_keys.flags(frozenset({"ShiftLeft", "MetaRight"})) == 1 << 17 | 1 << 20
    assert macos_keys.as_text("å", frozenset({"AltLeft"}))
    assert not macos_keys.as_text("c", frozenset({"MetaLeft"}))


def told(handle: int, **more: object) -> Told:
    return Told(handle, **{"rect": Rect(0, 0, 10, 10), "kind": "Window", "process": 1, **more})  # type: ignore[arg-type]  # a test may say anything


def test_windows_that_nobody_sees_are_no_windows() -> None:
    listed = [
        told(1, visible=False),
        told(2, cloaked=True),
        told(3, minimised=True),
        told(4, rect=Rect(0, 0, 0, 9)),
        told(5),
        told(6),
    ]
    assert [top.number for top in windows_list.tops(listed, Masks())] == [6, 5]


@pytest.mark.parametrize(
    ("program", "title", "masked"),
    [
        ("KeePassXC.exe", "", True),
        ("KEEPASS.EXE", "x", True),
        ("chrome.exe", "Inbox - Mail", True),
        ("notepad.exe", "letter.txt", False),
    ],
)
def test_the_default_masks_hide_programs_of_windows(program: str, title: str, masked: bool) -> None:
    (top,) = windows_list.tops([told(1, program=program, title=title)], read_masks())
    one = top.inside[1]
    assert (one.by_program or one.by_title) is masked


def test_what_shines_through_hides_nothing_below() -> None:
    tops = windows_list.tops([told(1, layered=True), told(2, shaped=True), told(3), told(4, kind="#32768")], Masks())
    assert [(top.solid, top.popup) for top in reversed(tops)] == [
        (False, False),
        (False, False),
        (True, False),
        (True, True),
    ]


def test_dialogs_are_followed_to_their_window_also_in_a_circle() -> None:
    assert windows_list.above(1, {1: 2, 2: 3}) == (2, 3)
    assert windows_list.above(1, {1: 2, 2: 1}) == (2, 1)


@pytest.mark.parametrize(
    ("desktop", "locked", "theirs", "why"),
    [
        ("Default", False, 0x2000, ""),
        ("Default", False, 0x1000, ""),
        ("Default", False, 0x3000, "rights"),
        ("Default", False, None, "rights"),
        ("Winlogon", False, 0x2000, "rights"),
        ("Winlogon", True, 0x2000, "locked"),
        (None, False, 0x2000, "rights"),
        ("Screen-saver", False, 0x2000, "rights"),
    ],
)
def test_windows_that_stand_above_us_are_not_reached(
    desktop: str | None, locked: bool, theirs: int | None, why: str
) -> None:
    assert windows_list.barred(desktop, locked=locked, ours=0x2000, theirs=theirs) == why


def test_a_password_that_was_copied_is_kept_back_on_windows() -> None:
    assert windows_list.may_copy(["CanIncludeInClipboardHistory", "HTML Format"])
    assert not windows_list.may_copy(["HTML Format", "ExcludeClipboardContentFromMonitorProcessing"])


def mac_window(number: int, **more: object) -> dict[str, object]:
    return {
        "kCGWindowNumber": float(number),
        "kCGWindowBounds": {"X": 10.0, "Y": 20.0, "Width": 300.0, "Height": 200.0},
        "kCGWindowIsOnscreen": True,
        "kCGWindowAlpha": 1.0,
        "kCGWindowLayer": 0.0,
        "kCGWindowOwnerPID": 77.0,
        "kCGWindowOwnerName": "TextEdit",
        **more,
    }


def test_windows_of_macos_are_understood() -> None:
    listed = [
        mac_window(1, kCGWindowName="letter"),
        mac_window(2, kCGWindowOwnerName="KeePassXC"),
        mac_window(3, kCGWindowAlpha=0.0),
        mac_window(4, kCGWindowIsOnscreen=False),
        mac_window(5, kCGWindowLayer=25.0, kCGWindowOwnerName="Control Centre"),
        mac_window(6, kCGWindowLayer=101.0),
    ]
    tops = {top.number: top for top in macos_list.tops(listed, read_masks())}
    assert list(tops) == [6, 5, 2, 1]
    assert tops[1].rect == Rect(10, 20, 300, 200)
    assert tops[1].title == "letter"
    assert tops[2].inside[2].by_program
    assert tops[5].inside[5].dock
    assert tops[6].popup


@pytest.mark.parametrize(("state", "process", "real"), [(1, 0, True), (1, 400, False), (0, 0, False), (-1, 400, False)])
def test_an_event_of_macos_is_real_only_from_a_device(state: int, process: int, real: bool) -> None:
    assert macos_list.real(state, process) is real


def test_a_locked_mac_and_a_guarded_field_are_told() -> None:
    here = {"kCGSSessionOnConsoleKey": True}
    assert macos_list.barred(here, secure=False) == ""
    assert macos_list.barred(here, secure=True) == "rights"
    assert macos_list.barred({**here, "CGSSessionScreenIsLocked": True}, secure=False) == "locked"
    assert macos_list.barred({"kCGSSessionOnConsoleKey": False}, secure=False) == "locked"
    assert macos_list.barred({}, secure=False) == "locked"


def test_what_is_missing_on_macos_is_said_with_where_to_allow_it() -> None:
    assert macos_list.missing(macos_list.Permissions(True, True, True)) == ""
    assert "Screen Recording" in macos_list.missing(macos_list.Permissions(False, True, True))
    assert "Accessibility" in macos_list.missing(macos_list.Permissions(True, False, True))
    assert "Input Monitoring" in macos_list.missing(macos_list.Permissions(True, True, False))


def test_the_modules_of_other_systems_load_nothing_of_them_here() -> None:
    # A fresh interpreter, so that nothing was imported before.
    names = ["windows_calls", "windows_source", "windows_hands", "windows_listen", "windows_clipboard", "other_systems"]
    names += ["macos_calls", "macos_source", "macos_hands", "macos_listen"]
    code = "\n".join(f"import aboveboard.companion.host.{name}" for name in names)
    code += "\nfrom aboveboard.companion.host import other_systems as o, masks\n"
    code += "assert o.own_canvas(masks.Masks()) is None and o.own_input() is None and o.own_real() is None"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
