"""What counts as a yes in the companion's windows: real windows, a window manager, real and faked devices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from aboveboard.companion.flow.answers import Rights, ToolToRun
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.ui.card import CardPage
from aboveboard.companion.ui.choose import EVERYTHING, ChoosePage
from aboveboard.companion.ui.consent import ConsentPage
from aboveboard.companion.ui.diagnosing import SharePage
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.ended import EndedPage
from aboveboard.companion.ui.files import PickFilePage, TakeFilePage
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.password import PasswordPage
from aboveboard.companion.ui.scam import ScamPage
from aboveboard.companion.ui.tools import ToolPage
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.diagnostics.live import live_lines
from aboveboard.diagnostics.report import lines
from aboveboard.wire.payloads import Card
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope
from tests.companion.checkups import REPORT
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop

pytestmark = needs_desktop
ANA = Stranger(2, Card(name="Ana Castro", organisation="Larkfield", badge="104"), ("mango", "pilot", "frost", "teddy"))
ARMED_S = 0.65


@pytest.fixture
def real(person: Person) -> Iterator[X11RealInput]:
    listening = X11RealInput(person.display)
    yield listening
    listening.close()


def asked(page: Page) -> tuple[QuestionWindow, list[Any]]:
    """The page in its window, and what it is answered."""
    answers: list[Any] = []
    page.answered.connect(answers.append)
    window = QuestionWindow(page)
    window.ask()
    QTest.qWaitForWindowExposed(window)
    return window, answers


def consent(real: X11RealInput, **more: Any) -> tuple[QuestionWindow, list[Any]]:
    return asked(ConsentPage(ANA, "control", "to set the printer up", real=real.pressed, **more))


def test_a_real_click_on_yes_is_a_yes(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.rest(ARMED_S)
    person.click(button(window, "Yes"))
    person.wait(lambda: answers)
    assert answers == [True]


def test_a_click_by_a_program_on_yes_is_not(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.rest(ARMED_S)
    person.fake_click(button(window, "Yes"))
    assert answers == []
    assert window.isVisible()
    assert any("does not count" in one.text() for one in window.findChildren(QLabel) if one.isVisible())
    # The person's own press still counts.
    person.click(button(window, "Yes"))
    person.wait(lambda: answers)
    assert answers == [True]


def test_a_key_by_a_program_on_yes_is_not(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.rest(ARMED_S)
    button(window, "Yes").setFocus(Qt.FocusReason.TabFocusReason)
    for key in ("space", "enter"):
        person.fake_strike(key)
    assert answers == []
    person.strike("space")
    person.wait(lambda: answers)
    assert answers == [True]


def test_an_event_sent_to_the_window_and_an_accessible_press_are_no_yes(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.rest(ARMED_S)
    yes = button(window, "Yes")
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    QTest.keyClick(yes, Qt.Key.Key_Space)
    # What an accessibility interface's "press" does.
    yes.click()
    person.rest(0.4)
    assert answers == []


def test_a_click_that_was_under_way_when_the_window_popped_up_is_no_yes(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.click(button(window, "Yes"))
    assert answers == []
    assert window.isVisible()


def test_no_button_has_the_focus_and_enter_says_nothing(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.wait(window.isActiveWindow)
    person.rest(ARMED_S)
    assert not isinstance(window.focusWidget(), QPushButton)
    for key in ("enter", "space"):
        person.strike(key)
    assert answers == []
    # By keyboard all the same: to the first button on purpose, and then it counts.
    person.strike("tab")
    assert window.focusWidget() is button(window, "Yes")
    # Whoever typed both keys in one go meant another window.
    person.strike("enter")
    person.rest(0.2)
    assert answers == []
    person.rest(ARMED_S)
    person.strike("enter")
    person.wait(lambda: answers)
    assert answers == [True]


@pytest.mark.parametrize("key", ["enter", "space"])
def test_a_no_is_pressed_by_the_same_keys_as_a_yes(person: Person, real: X11RealInput, key: str) -> None:
    window, answers = consent(real)
    person.wait(window.isActiveWindow)
    for _ in range(2):
        person.strike("tab")
    assert window.focusWidget() is button(window, "No")
    person.strike(key)
    person.wait(lambda: answers)
    assert answers == [False]


@pytest.mark.parametrize("way", ["escape", "close", "no", "faked no"])
def test_every_way_out_is_a_no(person: Person, real: X11RealInput, way: str) -> None:
    window, answers = consent(real)
    person.wait(window.isActiveWindow)
    if way == "escape":
        person.strike("escape")
    elif way == "close":
        window.close()
    elif way == "no":
        person.click(button(window, "No"))
    else:
        person.fake_click(button(window, "No"))
    person.wait(lambda: answers)
    assert answers == [False]


def test_silence_is_a_no_and_its_time_is_shown(person: Person, real: X11RealInput) -> None:
    now = [0.0]
    window, answers = consent(real, clock=lambda: now[0])
    shown = [one.text() for one in window.findChildren(QLabel) if "in 60 seconds" in one.text()]
    assert shown
    now[0] = 59.5
    person.rest(0.4)
    assert answers == []
    assert any("in 1 second." in one.text() for one in window.findChildren(QLabel) if one.text())
    now[0] = 60.1
    person.wait(lambda: answers)
    assert answers == [False]


def test_yes_and_no_look_alike(person: Person, real: X11RealInput) -> None:
    window, _answers = consent(real)
    yes, no = button(window, "Yes"), button(window, "No")
    assert yes.size() == no.size()
    assert yes.property("kind") == no.property("kind")
    assert not yes.isDefault()
    assert not no.isDefault()
    person.point(window.page.heading)
    pictures = [one.grab().toImage() for one in (yes, no)]
    middle = QPoint(12, 12)
    assert pictures[0].pixelColor(middle) == pictures[1].pixelColor(middle)


def test_a_reason_is_text_and_never_markup(person: Person, real: X11RealInput) -> None:
    forged = "<h1>Your bank</h1><img src=x> asks <b>now</b>"
    window, _answers = asked(ConsentPage(ANA, "view", forged, real=real.pressed))
    labels = [one for one in window.findChildren(QLabel) if "Your bank" in one.text()]
    assert [one.text() for one in labels] == [f"“{forged}”"]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in window.findChildren(QLabel) if one.text())


@pytest.mark.parametrize("scope", [*(one.value for one in Scope), "voice", "recording", "unheard-of"])
def test_each_scope_has_a_window_that_names_who_asks_and_what_for(person: Person, scope: str) -> None:
    window, _answers = asked(ConsentPage(ANA, scope, "to set the printer up"))
    words = " ".join(one.text() for one in window.findChildren(QLabel) if one.text())
    for part in ("Larkfield", "badge 104", "“to set the printer up”"):
        assert part in words
    if scope != "recording":
        assert "Ana Castro" in window.page.title
    assert button(window, "Yes").accessibleName() == "Yes"


def test_covering_a_question_begins_the_wait_anew(person: Person, real: X11RealInput) -> None:
    window, answers = consent(real)
    person.rest(ARMED_S)
    window.page.rearm()
    person.click(button(window, "Yes"))
    assert answers == []
    person.rest(ARMED_S)
    person.click(button(window, "Yes"))
    person.wait(lambda: answers)
    assert answers == [True]


def test_the_card_shows_the_words_and_asks(person: Person, real: X11RealInput) -> None:
    window, answers = asked(CardPage(ANA, first=True, real=real.pressed))
    shown = [one.text() for one in window.findChildren(QLabel) if one.property("kind") == "word"]
    assert shown == list(ANA.phrase)
    person.rest(ARMED_S)
    person.fake_click(button(window, "The words match, let them in"))
    assert answers == []
    person.click(button(window, "The words match, let them in"))
    person.wait(lambda: answers)
    assert answers == [True]


def test_the_scam_check_goes_on_only_with_three_good_answers(person: Person) -> None:
    page = ScamPage("Larkfield")
    _window, answers = asked(page)
    person.click(button(page, "I asked for this help myself"))
    for _question in range(2):
        assert answers == []
        [good] = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "No, nobody did"]
        person.click(good)
    assert answers == [True]


def test_a_bad_answer_stops_and_a_wrong_press_can_be_taken_back(person: Person) -> None:
    page = ScamPage("Larkfield")
    window, answers = asked(page)
    page.findChildren(QPushButton)[1].click()
    assert page.title == "Stop here. This may be a swindle."
    window.fit()
    person.rest(0.3)
    person.click(button(page, "That was the wrong button, go back"))
    person.wait(lambda: page.title == "How did this start?")
    page.findChildren(QPushButton)[1].click()
    button(page, "End now").click()
    assert answers == [False]


def test_the_drill_goes_on_after_the_key_was_seen_to_work(person: Person) -> None:
    page = DrillPage("Pause")
    _window, answers = asked(page)
    on = button(page, "I know how to stop")
    assert not on.isEnabled()
    page.pressed()
    assert on.isEnabled()
    person.rest(0.3)
    person.click(on)
    person.wait(lambda: answers)
    assert answers == [True]


def test_the_drill_without_a_key_takes_the_button(person: Person) -> None:
    page = DrillPage("Pause")
    asked(page)
    button(page, "I cannot find this key, or it does nothing").click()
    assert not button(page, "I know how to stop").isEnabled()
    [end] = [one for one in page.findChildren(QPushButton) if one.property("kind") == "stop"]
    end.click()
    assert page.tried


def test_choosing_what_to_show_has_nothing_chosen_before(person: Person, real: X11RealInput) -> None:
    parts = [
        PartInfo("DP-1", Rect(0, 0, 800, 600), window=False),
        PartInfo("Letters & drafts", Rect(0, 0, 80, 60), window=True),
    ]
    page = ChoosePage(parts, lambda _rect: None, real=real.pressed)
    window, answers = asked(page)
    person.wait(window.isActiveWindow)
    assert not isinstance(window.focusWidget(), QPushButton)
    person.rest(ARMED_S)
    person.fake_click(button(page, "Everything on the screen"))
    assert answers == []
    person.click(button(page, "Letters & drafts"))
    person.wait(lambda: answers)
    assert answers == [1]
    page = ChoosePage(parts, lambda _rect: None, real=real.pressed)
    window, answers = asked(page)
    person.rest(ARMED_S)
    person.click(button(page, "Everything on the screen"))
    person.wait(lambda: answers)
    assert answers == [EVERYTHING]


def test_a_file_goes_where_the_person_says(person: Person, real: X11RealInput, tmp_path: Path) -> None:
    offer = FileOffer(transfer="0" * 32, name="driver.tar.gz", size=8_400_000, reason="the driver")
    page = TakeFilePage(ANA, offer, lambda _now: tmp_path / "there", tmp_path, real=real.pressed)
    window, answers = asked(page)
    words = " ".join(one.text() for one in window.findChildren(QLabel) if one.text())
    for part in ("driver.tar.gz", "8.4 MB", str(tmp_path), "“the driver”"):
        assert part in words
    button(page, "Another folder").click()
    person.rest(ARMED_S)
    person.click(button(page, "Yes, take it"))
    person.wait(lambda: answers)
    assert answers == [tmp_path / "there"]


def test_no_file_is_sent_that_nobody_picked(person: Person, real: X11RealInput, tmp_path: Path) -> None:
    file = tmp_path / "error.log"
    file.write_text("three jobs stuck")
    page = PickFilePage(
        ANA, FileWish(transfer="0" * 32, what="the log", reason="to read it"), lambda: file, real=real.pressed
    )
    _window, answers = asked(page)
    assert not button(page, "Yes, send it").isEnabled()
    person.click(button(page, "Pick a file"))
    person.rest(ARMED_S)
    person.click(button(page, "Yes, send it"))
    person.wait(lambda: answers)
    assert answers == [file]


def test_a_tool_says_what_it_does_and_that_its_key_is_new(person: Person) -> None:
    tool = ToolToRun("Printer queue", "Empties the queue.", "Print jobs.", "", "asked", "3f9a 77c1", False, "stuck")
    window, _answers = asked(ToolPage(ANA, tool))
    words = " ".join(one.text() for one in window.findChildren(QLabel) if one.text())
    for part in (
        "Empties the queue.",
        "Print jobs.",
        "It cannot be undone.",
        "3f9a 77c1",
        "for the first time",
        "rights",
    ):
        assert part in words
    assert "Signed with the key 3f9a 77c1" in words


@pytest.mark.parametrize(
    ("rights", "said", "unsaid"),
    [
        ("", "", "administrator"),
        ("asked", "It needs administrator rights Your system asks you", "was started with them"),
        ("had", "It needs administrator rights This program was started with them", "asks you for them"),
        ("given", "It runs with administrator rights It does not need them", "asks you for them"),
    ],
)
def test_a_tool_says_of_its_rights_what_is_so(person: Person, rights: Rights, said: str, unsaid: str) -> None:
    tool = ToolToRun("Printer queue", "Empties the queue.", "Print jobs.", "", rights, "3f9a 77c1", True, "stuck")
    page = ToolPage(ANA, tool)
    words = " ".join(one.text() for one in page.findChildren(QLabel) if one.text())
    assert said in words
    assert unsaid not in words


def test_only_a_key_that_was_known_is_said_to_be_the_companys(person: Person) -> None:
    for known in (False, True):
        tool = ToolToRun("Printer queue", "Empties the queue.", "Print jobs.", "", "", "3f9a 77c1", known, "stuck")
        window, _answers = asked(ToolPage(ANA, tool))
        said = any("by the company" in one.text() for one in window.findChildren(QLabel))
        assert said is known


def test_a_password_is_wiped_from_its_field_with_the_answer(person: Person, real: X11RealInput) -> None:
    page = PasswordPage(ANA, "to sign in", real=real.pressed)
    _window, answers = asked(page)
    assert not button(page, "Yes, give it").isEnabled()
    wiped: list[str] = []
    page.answered.connect(lambda _answer: wiped.append(page._field.text()))
    QTest.keyClicks(page._field, "correct horse")
    assert page._field.displayText() != "correct horse"
    person.rest(ARMED_S)
    person.click(button(page, "Yes, give it"))
    person.wait(lambda: answers)
    assert answers == ["correct horse"]
    assert wiped == [""]


def test_lines_about_the_computer_are_struck_out_by_any_press_and_put_back_by_a_real_one(
    person: Person, real: X11RealInput
) -> None:
    told = Preview(REPORT, ("disk",), (*lines(REPORT, None), *live_lines(("disk",), "en")))
    page = SharePage(ANA, "it is slow", told, real=real.pressed)
    window, answers = asked(page)
    assert {"name", "cpu", "finding:disk.system-full:system", "live:disk"} <= set(page.preview.lines)
    assert page.preview.left_out == {"name"}
    page.preview.lines["cpu"].leave_out.click()
    assert page.preview.left_out == {"name", "cpu"}
    page.preview.lines["name"].put_back.click()
    person.rest(0.2)
    assert "name" in page.preview.left_out, "an accessible press put a line back"
    # A long list: the person scrolls down to the answers.
    window.findChildren(QScrollArea)[0].ensureWidgetVisible(button(window, "Yes, tell it"))
    page.preview.lines["cpu"].leave_out.click()
    # What the window says has changed, so the half second before a yes counts begins anew.
    person.click(button(window, "Yes, tell it"))
    assert answers == []
    person.rest(ARMED_S)
    person.fake_click(button(window, "Yes, tell it"))
    assert answers == []
    person.click(button(window, "Yes, tell it"))
    person.wait(lambda: answers)
    assert answers == [frozenset({"name", "cpu"})]


def test_with_every_line_struck_out_there_is_no_yes_and_closing_is_a_no(person: Person) -> None:
    page = SharePage(ANA, "", Preview(REPORT, (), tuple(lines(REPORT, None))))
    window, answers = asked(page)
    for line in page.preview.lines.values():
        line.leave_out.click()
    assert not button(window, "Yes, tell it").isEnabled()
    window.close()
    assert answers == [None]


def test_the_end_says_what_changed_on_this_computer_once_it_was_looked_at(person: Person) -> None:
    page = EndedPage("technician", [], distrusted=False, leave=lambda: None)
    window = QuestionWindow(page)
    window.ask()
    said = [one.text() for one in window.findChildren(QLabel)]
    page.compare(["The disk is almost full: 97 % → 61 % (put right)"])
    new = [one.text() for one in window.findChildren(QLabel) if one.text() not in said]
    assert new == ["What changed on this computer", "The disk is almost full: 97 % → 61 % (put right)"]
    window.close()
