"""The canvas and the input that Windows and macOS share, on a desktop made by hand that changes between two calls."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.hands import HandInput, Under
from aboveboard.companion.host.input import Why
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import Pixels
from aboveboard.companion.host.stack import Top
from aboveboard.companion.host.stacked import Pointed, StackedCanvas
from aboveboard.companion.host.windows_list import Told, tops
from tests.companion.stage import shows

CANARY, GREY, BLUE = 0xFE01FD, 0x808080, 0x0000FF
SCREEN = Rect(0, 0, 320, 240)
MASKS = Masks(frozenset({"keeper"}))


@dataclass
class Desktop:
    """Windows from the bottom: each its place, colour and program. ``between`` runs before each call of the system."""

    windows: dict[int, tuple[Rect, int, str]] = field(default_factory=dict)
    between: Callable[[], None] = lambda: None
    now: float = 0.0
    closed: int = 0
    quiet: bool = False
    """Something moved since the list was read last."""
    name: str = "a desktop made by hand"

    def monitors(self) -> list[tuple[str, Rect]]:
        return [("left", Rect(0, 0, 160, 240)), ("right", Rect(160, 0, 160, 240))]

    def stack(self, masks: Masks) -> list[Top]:
        self.between()
        self.quiet = False
        told = [
            Told(number, rect, process=number, program=f"{program}.exe", title=program, kind="Window")
            for number, (rect, _, program) in self.windows.items()
        ]
        return tops(reversed(told), masks)

    def fetch(self, rects: Sequence[Rect], left_out: frozenset[int]) -> list[Pixels | None]:
        self.between()
        whole = np.zeros((SCREEN.height, SCREEN.width, 4), np.uint8)
        for rect, colour, _ in self.windows.values():
            inside = rect.clip(SCREEN)
            whole[inside.y : inside.bottom, inside.x : inside.right, :3] = list(colour.to_bytes(3, "little"))
        return [whole[one.y : one.bottom, one.x : one.right].copy() for one in rects]

    def pointer(self) -> Pointed | None:
        return Pointed(170, 20, True, 5)

    def shape(self, number: int) -> tuple[int, int, Pixels] | None:
        return 1, 2, np.full((4, 4, 4), 255, np.uint8)

    def close(self) -> None:
        self.closed += 1

    def canvas(self, masks: Masks = MASKS) -> StackedCanvas:
        return StackedCanvas(self, masks, lambda: self.now)


def follow(canvas: StackedCanvas) -> None:
    canvas.grab(canvas.damaged())


def test_only_what_differs_is_damaged_and_it_arrives() -> None:
    desktop = Desktop({1: (SCREEN, GREY, "paper")})
    canvas = desktop.canvas()
    follow(canvas)
    assert canvas.size == (320, 240)
    assert canvas.damaged() == []
    desktop.windows[2] = (Rect(70, 70, 10, 10), BLUE, "paper")
    assert canvas.damaged() == [Rect(64, 64, 64, 64)]
    canvas.grab([Rect(64, 64, 64, 64)])
    assert shows(canvas.pixels, BLUE)


def test_a_masked_window_is_black_also_where_it_was_a_moment_ago() -> None:
    desktop = Desktop({1: (SCREEN, GREY, "paper"), 2: (Rect(10, 10, 50, 50), CANARY, "keeper")})
    canvas = desktop.canvas()
    follow(canvas)
    assert canvas.masks == 1
    assert not canvas.pixels[20, 20].any()
    desktop.windows[2] = (Rect(200, 100, 50, 50), CANARY, "keeper")
    follow(canvas)
    assert not canvas.pixels[20, 20].any()
    assert not shows(canvas.pixels, CANARY)
    desktop.now += 2
    follow(canvas)
    follow(canvas)
    assert canvas.pixels[20, 20].any()


@pytest.mark.parametrize("seed", range(8))
def test_a_window_that_moves_once_between_any_two_calls_is_never_seen(seed: int) -> None:
    chance = random.Random(seed)
    desktop = Desktop({1: (SCREEN, GREY, "paper"), 2: (Rect(0, 0, 40, 40), CANARY, "keeper")})

    def storm() -> None:
        if desktop.quiet or chance.randrange(3) == 0:
            return
        desktop.quiet = True
        desktop.now += chance.choice([0, 0.01, 1.5])
        rect = Rect(chance.randrange(-20, 300), chance.randrange(-20, 220), chance.randrange(1, 90), 40)
        doing = chance.randrange(4)
        if doing == 0:
            desktop.windows.pop(2, None)
        elif doing == 1:
            desktop.windows = {2: (rect, CANARY, "keeper"), **{k: v for k, v in desktop.windows.items() if k != 2}}
        else:
            desktop.windows.pop(2, None)
            desktop.windows[2] = (rect, CANARY, "keeper")

    canvas = desktop.canvas()
    desktop.between = storm
    for _ in range(150):
        rects = canvas.damaged()
        assert not shows(canvas.pixels, CANARY)
        canvas.grab(rects)
        assert not shows(canvas.pixels, CANARY)


def test_drawn_places_are_hidden_at_once_and_shown_again_after() -> None:
    desktop = Desktop({1: (SCREEN, BLUE, "paper")})
    canvas = desktop.canvas()
    follow(canvas)
    canvas.hide([Rect(5, 5, 10, 10)])
    assert not canvas.pixels[7, 7].any()
    assert canvas.pixels[30, 30].any()
    canvas.hide([])
    follow(canvas)
    canvas.grab([SCREEN])
    assert canvas.pixels[7, 7].any()


def test_one_monitor_or_one_window_can_be_shown_alone() -> None:
    desktop = Desktop({1: (SCREEN, GREY, "paper"), 2: (Rect(20, 30, 64, 48), BLUE, "letter")})
    canvas = desktop.canvas()
    names = [one.name for one in canvas.parts()]
    assert names == ["left", "right", "letter", "paper"]
    canvas.show(1)
    follow(canvas)
    assert (canvas.size, canvas.place, canvas.window) == ((160, 240), Rect(160, 0, 160, 240), 0)
    cursor = canvas.cursor()
    assert cursor is not None
    assert (cursor.x, cursor.y, cursor.visible) == (10, 20, True)
    assert cursor.new is not None
    again = canvas.cursor()
    assert again is not None
    assert again.new is None
    canvas.show(2)
    desktop.now += 5
    follow(canvas)
    desktop.now += 5
    follow(canvas)
    follow(canvas)
    assert (canvas.size, canvas.window) == ((64, 48), 2)
    assert shows(canvas.pixels, BLUE)
    # What lies over the chosen window is not shown with it.
    desktop.windows[3] = (Rect(20, 30, 10, 10), GREY, "other")
    follow(canvas)
    assert not canvas.pixels[5, 5].any()
    with pytest.raises(ValueError, match="no such part"):
        canvas.show(9)
    canvas.close()
    canvas.close()
    assert desktop.closed == 1


@dataclass
class Puppet:
    """Hands that write down what they do. The left half of the desktop is the companion's own window."""

    program: int = 100
    done: list[str] = field(default_factory=list)
    why: Why = ""
    focus: Under | None = field(default_factory=lambda: Under(7, 200))
    closed: bool = False

    def at(self, x: int, y: int) -> Under | None:
        return Under(1, 100) if x < 50 else Under(9, 200, (7,))

    def focused(self) -> Under | None:
        return self.focus

    def barred(self) -> Why:
        return self.why

    def move(self, x: int, y: int) -> None:
        self.done.append(f"move {x} {y}")

    def button(self, number: int, down: bool, x: int, y: int) -> None:
        self.done.append(f"{'down' if down else 'up'} {number} {x} {y}")

    def wheel(self, dx: int, dy: int) -> None:
        self.done.append(f"wheel {dx} {dy}")

    def modifier(self, code: str, down: bool) -> None:
        self.done.append(f"{code} {'down' if down else 'up'}")

    def strike(self, code: str, key: str, held: frozenset[str]) -> bool:
        self.done.append(f"strike {key} {','.join(sorted(held))}")
        return key != "Unknown"

    def character(self, sign: str) -> None:
        self.done.append(f"type {sign}")

    def forbidden(self, code: str, key: str, held: frozenset[str]) -> bool:
        return key == "Delete" and len(held) == 2

    def close(self) -> None:
        self.closed = True


def test_input_goes_where_it_was_meant() -> None:
    hands = Puppet()
    control = HandInput(hands)
    assert control.pointer(60, 5, 1) == ""
    assert control.pointer(70, 5, 0) == ""
    assert control.wheel(70, 5, 0, 3) == ""
    assert control.press("ControlLeft", "Control", True) == ""
    assert control.held
    assert control.press("KeyC", "c", True) == ""
    assert control.press("KeyC", "c", False) == ""
    assert control.press("ControlLeft", "Control", False) == ""
    assert not control.held
    assert hands.done == [
        *("move 60 5", "down 1 60 5", "move 70 5", "up 1 70 5", "move 70 5", "wheel 0 3"),
        *("ControlLeft down", "strike c ControlLeft", "ControlLeft up"),
    ]


def test_nothing_reaches_the_companions_own_windows_and_a_button_is_let_go_all_the_same() -> None:
    hands = Puppet()
    control = HandInput(hands)
    control.pointer(60, 5, 1)
    assert control.pointer(10, 5, 1) == "own-window"
    assert control.pointer(10, 5, 3) == "own-window"
    assert control.pointer(10, 5, 0) == "own-window"
    assert control.wheel(10, 5, 0, 1) == "own-window"
    hands.focus = Under(3, 100)
    assert control.press("Enter", "Enter", True) == "own-window"
    assert control.type("yes").why == "own-window"
    hands.focus = Under(44, 200)
    control.own([44])
    assert control.press("Enter", "Enter", True) == "own-window"
    assert hands.done == ["move 60 5", "down 1 60 5", "up 1 60 5"]


def test_only_the_window_that_is_shown_its_dialogs_and_menus_are_reached() -> None:
    hands = Puppet()
    control = HandInput(hands)
    control.only(7)
    assert control.pointer(60, 5, 0) == ""
    assert control.press("KeyA", "a", True) == ""
    control.only(8)
    assert control.pointer(60, 5, 0) == "outside"
    hands.focus = None
    assert control.press("KeyA", "a", True) == "outside"


@pytest.mark.parametrize("why", ["locked", "rights"])
def test_where_the_system_bars_input_nothing_is_tried(why: Why) -> None:
    hands = Puppet(why=why)
    control = HandInput(hands)
    assert control.pointer(60, 5, 1) == why
    assert control.press("KeyA", "a", True) == why
    assert control.type("a").why == why
    assert control.blocked() == why
    assert hands.done == []


def test_text_comes_in_parts_and_control_characters_never() -> None:
    hands = Puppet()
    control = HandInput(hands)
    text = "a\x1b\n" * 20
    done = 0
    while done < len(text):
        typed = control.type(text[done:])
        assert typed.done
        done += typed.done
    assert hands.done == ["type a", "strike Enter "] * 20


def test_closing_lets_go_of_everything_that_was_held() -> None:
    hands = Puppet()
    control = HandInput(hands)
    control.press("ShiftLeft", "Shift", True)
    control.press("AltLeft", "Alt", True)
    assert control.press("Delete", "Delete", True) == "refused"
    assert control.press("", "Unknown", True) == "refused"
    control.pointer(60, 5, 4)
    hands.why = "locked"
    control.close()
    control.close()
    assert hands.done[-3:] == ["up 4 60 5", "AltLeft up", "ShiftLeft up"]
    assert hands.closed
