"""What the technician's mouse and keyboard become on the wire, as a customer's end gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aboveboard.wire import remote as r
from aboveboard.wire.types import FrameType, Scope
from tests.browser.conftest import Meeting, set_stage, wait_for_picture
from tests.browser.far_end import FarEnd, far_end
from tests.browser.test_session_pages import look
from tests.browser.test_session_patches import Canvas, screen, whole
from tests.product import Product

pytestmark = pytest.mark.browser
F = FrameType
INPUT = (F.POINTER, F.WHEEL, F.PRESS, F.TYPE, F.RELEASE)
FULL = 65_535


@pytest.fixture
def technician(product: Product, contexts: Callable[[], BrowserContext]) -> Iterator[Page]:
    meeting = Meeting(product.url, set_stage(product, "invite"), contexts)
    page = meeting.technician()
    with far_end(product.url, meeting.stage["code"], Scope.VIEW, Scope.POINT, Scope.CONTROL) as end:
        page.far_end = end  # type: ignore[attr-defined]  # the two belong together
        expect(page.locator('[data-ask="view"] button')).to_be_enabled(timeout=20_000)
        end.grant(Scope.VIEW)
        end.send(F.SCREEN, screen())
        end.seen(end.send(F.PATCH, whole(Canvas()), key=True))
        wait_for_picture(page)
        yield page
    assert meeting.problems == []


@pytest.fixture
def customer(technician: Page) -> FarEnd:
    end: FarEnd = technician.far_end  # type: ignore[attr-defined]  # as above
    return end


def take_control(customer: FarEnd, technician: Page) -> None:
    customer.grant(Scope.CONTROL)
    technician.locator('button[data-tool="control"]').click()
    expect(technician.locator("[data-keyboard]")).to_be_focused()


def at(technician: Page, x: float, y: float) -> tuple[float, float]:
    """A place of the window, by shares of the picture."""
    box = technician.locator("[data-marks]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def presses(customer: FarEnd) -> list[tuple[str, str, bool]]:
    return [(one.code, one.key, one.down) for one in customer.of(F.PRESS)]


def comes(customer: FarEnd, *expected: tuple[str, str, bool]) -> None:
    customer.wait(lambda: len(presses(customer)) >= len(expected), f"{expected}")
    assert presses(customer) == list(expected)


def typed(customer: FarEnd) -> str:
    return "".join(one.text for one in customer.of(F.TYPE))


def stroke(code: str, key: str) -> list[tuple[str, str, bool]]:
    return [(code, key, True), (code, key, False)]


def compose(technician: Page, steps: list[tuple[str, dict[str, Any]]]) -> None:
    """Events of a keyboard that this browser has none of."""
    technician.evaluate(
        """(steps) => {
            const field = document.querySelector('[data-keyboard]');
            for (const [name, init] of steps) {
                const Kind = { k: KeyboardEvent, c: CompositionEvent, i: InputEvent }[name[0]];
                if (init.value !== undefined) field.value = init.value;
                field.dispatchEvent(new Kind(name, { bubbles: true, cancelable: true, ...init }));
            }
        }""",
        steps,
    )


def test_control_is_chosen_and_nothing_goes_before(customer: FarEnd, technician: Page) -> None:
    tool = technician.locator('button[data-tool="control"]')
    expect(tool).to_be_disabled()
    technician.fill("#reason", "to set the printer up")
    technician.locator('[data-ask="control"] button').click()
    customer.wait(lambda: bool(customer.of(F.ASK)), "ASK")
    assert customer.of(F.ASK)[-1].scope == Scope.CONTROL
    customer.grant(Scope.CONTROL)
    expect(tool).to_be_enabled()
    expect(technician.locator("[data-control]").first).to_be_visible()
    technician.mouse.click(*at(technician, 0.5, 0.5))
    technician.keyboard.press("x")
    technician.wait_for_timeout(300)
    assert not [kind for kind, _ in customer.got if kind in INPUT]
    # Chosen by the keyboard as well.
    technician.locator("[data-scroller]").focus()
    technician.keyboard.press("c")
    expect(tool).to_have_attribute("aria-pressed", "true")
    expect(technician.locator("[data-said]")).to_contain_text("Your mouse and keyboard work")


def test_a_drag_goes_on_beyond_the_picture(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    technician.mouse.move(*at(technician, 0.25, 0.5))
    technician.mouse.down()
    technician.mouse.move(*at(technician, 1.05, 1.05), steps=6)
    technician.mouse.up()
    technician.mouse.click(*at(technician, 0.5, 0.5), button="right")
    customer.wait(lambda: any(one.buttons == 2 for one in customer.of(F.POINTER)), "the right button")
    customer.wait(lambda: customer.of(F.POINTER)[-1].buttons == 0, "its end")
    went = customer.of(F.POINTER)
    first = next(one for one in went if one.buttons)
    assert first.buttons == 1
    assert abs(first.x - FULL / 4) < 200
    held = [one for one in went if one.buttons == 1]
    assert (held[-1].x, held[-1].y) == (FULL, FULL)
    after = went[went.index(held[-1]) + 1]
    assert (after.x, after.y, after.buttons) == (FULL, FULL, 0)


def test_many_places_become_one_a_frame_and_the_last_one_counts(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    technician.evaluate(
        """() => {
            const surface = document.querySelector('[data-marks]');
            const box = surface.getBoundingClientRect();
            for (let step = 0; step <= 500; step += 1) {
                const place = { clientX: box.left + box.width * step / 500, clientY: box.top };
                surface.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', ...place }));
            }
        }"""
    )
    customer.wait(lambda: bool(customer.of(F.POINTER)) and customer.of(F.POINTER)[-1].x == FULL, "the last place")
    assert len(customer.of(F.POINTER)) <= 5
    # The wheel turns in pixels, none of them lost.
    technician.mouse.move(*at(technician, 0.5, 0.25))
    for _ in range(10):
        technician.mouse.wheel(-3, 120)
    customer.wait(lambda: sum(one.dy for one in customer.of(F.WHEEL)) == 1200, "the wheel")
    assert sum(one.dx for one in customer.of(F.WHEEL)) == -30
    assert abs(customer.of(F.WHEEL)[0].y - FULL / 4) < 500


def test_keys_go_with_their_place_and_meaning_and_the_page_does_not_eat_them(
    customer: FarEnd, technician: Page
) -> None:
    take_control(customer, technician)
    technician.keyboard.type("vd?")
    technician.keyboard.press("Shift+A")
    technician.keyboard.press("Control+r")
    technician.keyboard.press("Tab")
    technician.keyboard.press("Escape")
    expected = [
        *stroke("KeyV", "v"),
        *stroke("KeyD", "d"),
        *stroke("Slash", "?"),
        *[("ShiftLeft", "Shift", True), *stroke("KeyA", "A"), ("ShiftLeft", "Shift", False)],
        *[("ControlLeft", "Control", True), *stroke("KeyR", "r"), ("ControlLeft", "Control", False)],
        *stroke("Tab", "Tab"),
        *stroke("Escape", "Escape"),
    ]
    comes(customer, *expected)
    expect(technician.locator('button[data-tool="control"]')).to_have_attribute("aria-pressed", "true")
    expect(technician.locator("[data-keyboard]")).to_be_focused()
    assert technician.locator("[data-keyboard]").input_value() == " "


def test_text_that_several_keys_make_goes_as_text(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    dead = {"code": "BracketLeft", "key": "Dead"}
    compose(technician, [("keydown", dead), ("keyup", dead), ("input", {"value": " ê", "inputType": "insertText"})])
    # An input method: what is being composed does not go, what came of it does, once.
    steps: list[tuple[str, dict[str, Any]]] = [
        ("keydown", {"key": "Process", "code": "KeyN"}),
        ("compositionstart", {}),
        ("input", {"value": " に", "isComposing": True}),
        ("keydown", {"key": "n", "code": "KeyN", "isComposing": True}),
        ("input", {"value": " 日本", "isComposing": True}),
        ("compositionend", {"data": "日本"}),
        ("input", {"value": " 日本", "isComposing": False}),
    ]
    compose(technician, steps)
    # AltGr on Windows: Control first, then AltGraph; over there only the letter arrives.
    compose(
        technician,
        [
            ("keydown", {"code": "ControlLeft", "key": "Control", "ctrlKey": True}),
            ("keydown", {"code": "AltRight", "key": "AltGraph", "ctrlKey": True, "altKey": True}),
            ("keydown", {"code": "KeyQ", "key": "@", "modifierAltGraph": True, "ctrlKey": True, "altKey": True}),
            ("keyup", {"code": "KeyQ", "key": "@"}),
            ("keyup", {"code": "ControlLeft", "key": "Control"}),
            ("keyup", {"code": "AltRight", "key": "AltGraph"}),
        ],
    )
    technician.keyboard.insert_text("🙂 naïve")
    customer.wait(lambda: typed(customer).endswith("naïve"), "the text")
    assert typed(customer) == "ê日本@🙂 naïve"
    assert presses(customer) == stroke("ControlLeft", "Control")
    # A phone's keyboard takes a letter away.
    customer.forget()
    compose(technician, [("input", {"value": "", "inputType": "deleteContentBackward"})])
    comes(customer, *stroke("Backspace", "Backspace"))


def test_text_faster_than_the_wire_takes_it_is_joined_and_arrives_whole(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    words = "".join(chr(0x3B1 + place % 20) for place in range(120))
    compose(technician, [("input", {"value": f" {letter}"}) for letter in words])
    technician.keyboard.press("Enter")
    customer.wait(lambda: bool(presses(customer)), "Enter")
    assert typed(customer) == words
    assert presses(customer)[0] == ("Enter", "Enter", True)
    assert not customer.closed


def test_both_control_keys_are_the_way_out_and_let_go_of_everything(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    technician.keyboard.down("a")
    technician.keyboard.down("ControlLeft")
    technician.keyboard.down("ControlRight")
    customer.wait(lambda: bool(customer.of(F.RELEASE)), "RELEASE")
    expect(technician.locator('button[data-tool="hand"]')).to_have_attribute("aria-pressed", "true")
    for key in ("ControlLeft", "ControlRight", "a"):
        technician.keyboard.up(key)
    # Where there is one Control key alone: Control, Alt and Shift, and with another key it is the other end's.
    tool = technician.locator('button[data-tool="control"]')
    for letter, stays in (("t", "true"), ("", "false")):
        tool.click()
        for key in ("Control", "Alt", "Shift", *letter):
            technician.keyboard.down(key)
        for key in (*letter, "Shift", "Alt", "Control"):
            technician.keyboard.up(key)
        expect(tool).to_have_attribute("aria-pressed", stays)
    customer.wait(lambda: len(customer.of(F.RELEASE)) >= 2, "RELEASE again")
    technician.wait_for_timeout(200)
    customer.forget()
    technician.keyboard.press("b")
    technician.mouse.click(*at(technician, 0.5, 0.5))
    technician.wait_for_timeout(200)
    assert not [kind for kind, _ in customer.got if kind in INPUT]


def test_whoever_looks_away_lets_go(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    for away in ("document.querySelector('#note').focus()", "window.dispatchEvent(new Event('blur'))"):
        technician.mouse.move(*at(technician, 0.5, 0.5))
        technician.mouse.down()
        technician.keyboard.down("Shift")
        customer.wait(lambda: bool(customer.of(F.PRESS)), "Shift")
        technician.evaluate(away)
        customer.wait(lambda: bool(customer.of(F.RELEASE)), "RELEASE")
        technician.keyboard.up("Shift")
        technician.mouse.up()
        customer.forget()
    technician.locator("#note").focus()
    technician.keyboard.type("kept here")
    expect(technician.locator("#note")).to_have_value("kept here")
    assert not customer.of(F.PRESS)
    customer.revoke(Scope.CONTROL)
    expect(technician.locator('button[data-tool="control"]')).to_be_disabled()
    expect(technician.locator('button[data-tool="hand"]')).to_have_attribute("aria-pressed", "true")
    expect(technician.locator("main [data-control]")).to_be_hidden()


@pytest.mark.long
def test_whoever_holds_something_is_not_taken_for_gone(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    technician.keyboard.down("Shift")
    customer.wait(lambda: len(presses(customer)) == 2, "Shift again")
    technician.mouse.move(*at(technician, 0.5, 0.5))
    technician.mouse.down()
    customer.wait(lambda: [one.buttons for one in customer.of(F.POINTER)][-2:] == [1, 1], "the button again")
    technician.keyboard.up("Shift")
    technician.mouse.up()
    customer.wait(lambda: customer.of(F.POINTER)[-1].buttons == 0, "the button up")


def test_a_finger_clicks_drags_and_held_still_is_the_right_button(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    devices = technician.context.new_cdp_session(technician)
    devices.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in (at(technician, *place) for place in places)]
        devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def buttons() -> list[int]:
        went = [one.buttons for one in customer.of(F.POINTER)]
        return [now for before, now in zip([0, *went], went, strict=False) if now != before]

    touch("touchStart", (0.5, 0.5))
    touch("touchEnd")
    customer.wait(lambda: buttons() == [1, 0], "a click")
    touch("touchStart", (0.5, 0.5))
    technician.wait_for_timeout(800)
    touch("touchEnd")
    customer.wait(lambda: buttons() == [1, 0, 2, 0], "the right button")
    touch("touchStart", (0.25, 0.5))
    for step in (0.3, 0.4, 0.5):
        touch("touchMove", (step, 0.5))
    touch("touchEnd")
    customer.wait(lambda: buttons() == [1, 0, 2, 0, 1, 0], "a drag")
    assert abs(customer.of(F.POINTER)[-1].x - FULL / 2) < 500


@pytest.mark.slow
def test_control_looks_right_in_every_state(customer: FarEnd, technician: Page) -> None:
    take_control(customer, technician)
    for state, why in (("live", ""), ("held", "person")):
        customer.send(F.CONTROL, r.Control(live=not why, why=why))  # type: ignore[arg-type]  # each of its values
        expect(technician.locator("[data-steering]")).to_have_attribute("data-steering", state)
        look(technician, state)
    technician.set_viewport_size({"width": 1000, "height": 700})
    technician.locator("[data-keys-menu] summary").click()
    look(technician, "keys")


def test_the_line_says_why_nothing_is_obeyed_and_has_the_keys_that_browsers_keep(
    customer: FarEnd, technician: Page
) -> None:
    take_control(customer, technician)
    words = technician.locator("[data-said]")
    for why, said in {
        "person": "is using the mouse",
        "question": "is being asked something",
        "paused": "has paused",
        "own-window": "belongs to",
        "outside": "Only one window is shared",
        "refused": "on the computer itself",
        "rights": "administrator rights",
        "locked": "locked",
        "rate": "too fast",
    }.items():
        customer.send(F.CONTROL, r.Control(live=False, why=why))  # type: ignore[arg-type]  # each of its values
        expect(words).to_contain_text(said)
        expect(technician.locator("[data-steering]")).to_have_attribute("data-steering", "held")
    customer.send(F.CONTROL, r.Control(live=True, why=""))
    expect(words).to_contain_text("Your mouse and keyboard work")
    technician.locator("[data-keys-menu] summary").click()
    technician.get_by_role("button", name="Ctrl Alt Del").click()
    comes(
        customer,
        *[("ControlLeft", "Control", True), ("AltLeft", "Alt", True), *stroke("Delete", "Delete")],
        *[("AltLeft", "Alt", False), ("ControlLeft", "Control", False)],
    )
    expect(technician.locator("[data-keyboard]")).to_be_focused()
