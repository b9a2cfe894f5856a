"""The pages about this computer, and what a person lets go of it: real windows, a hand on the mouse."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.ui.ask_for_help import AskForHelpPage
from aboveboard.companion.ui.checking import Checking
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.gauges import rings
from aboveboard.companion.ui.main_window import MainWindow
from aboveboard.companion.ui.parts import COLUMN
from aboveboard.companion.ui.share_preview import SharePreview
from aboveboard.companion.ui.start import StartPage
from aboveboard.companion.ui.this_computer import ThisComputerPage
from aboveboard.companion.words.texts import speak
from aboveboard.diagnostics.gauges import Gauge
from aboveboard.diagnostics.link import read_link
from aboveboard.diagnostics.report import Examination, Line
from aboveboard.diagnostics.rules import Rules, shipped
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.diagnostics.made_up import WELL, WRONG, examination

pytestmark = needs_desktop
DESK = "https://help.larkfield.example"
LINES = [Line("os", "System", "Debian"), Line("name", "Name of this computer", "kitchen")]


class Round:
    """A main window with the pages about this computer in it."""

    def __init__(self, person: Person, folder: Path, desk: str = DESK, takes: bool = True) -> None:
        self.person = person
        self.window = MainWindow(lambda: True)
        self.known = KnownDesks(folder)
        self.links: list[str] = []
        self.left = 0
        self.looks = 0
        self.examine: Callable[[], tuple[Examination, Rules]] = lambda: (examination(WRONG), shipped())
        self._takes = takes
        self.checking = Checking(
            self.window.turn, self._leave, desk=desk, known=self.known, examine=self._look, browse=self._browse
        )
        self.window.show()

    def _leave(self) -> None:
        self.left += 1

    def _look(self) -> tuple[Examination, Rules]:
        self.looks += 1
        return self.examine()

    def _browse(self, link: str) -> bool:
        self.links.append(link)
        return self._takes

    def look(self) -> ThisComputerPage:
        """Look, and wait for what was found."""
        self.checking.look()
        page = self.window.page
        assert isinstance(page, ThisComputerPage)
        self.person.wait(lambda: any(one.isVisible() for one in page.findChildren(QPushButton, "again")))
        self.person.rest(0.05)
        return page

    def ask(self) -> AskForHelpPage:
        """From what was found to the preview."""
        self.press(self.look(), "Ask for help")
        page = self.window.page
        assert isinstance(page, AskForHelpPage)
        return page

    def press(self, page: Any, words: str) -> None:
        self.person.wait(page.isVisible)
        button(page, words).click()
        self.person.rest(0.02)


def said_by(page: Any) -> str:
    """Every word on it that was not put away."""
    kinds = (QLabel, QPushButton)
    return "\n".join(one.text() for kind in kinds for one in page.findChildren(kind) if not one.isHidden())


@contextmanager
def rounds(person: Person, folder: Path, **more: Any) -> Iterator[Round]:
    made = Round(person, folder, **more)
    yield made
    made.window.close()


@pytest.fixture
def pages(person: Person, tmp_path: Path) -> Iterator[Round]:
    with rounds(person, tmp_path) as made:
        yield made


def test_what_is_fine_stands_above_what_is_not(pages: Round) -> None:
    page = pages.look()
    heights = {one.text(): one.mapTo(page, one.rect().topLeft()).y() for one in page.findChildren(QLabel)}
    assert heights["What is fine"] < heights["What needs you"] < heights["Good to know"] < heights["What it is"]
    assert page.heading.text() == "Two things need you, the first of them now."


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_each_name_below_a_ring_has_room(person: Person, number: int) -> None:
    names = ["Systemfestplatte", "Arbeitsspeicher", f"/media/erika.mustermann/{'Sicherungen' * 6}", "/mnt/Fotos-2026"]
    place = rings([Gauge("disk", name, 0.5, "12,3 GB frei von 931 GB") for name in names[-number:]], "de")
    place.setFixedWidth(COLUMN - 34)
    place.show()
    person.wait(place.isVisible)
    person.rest(0.02)
    labels = place.findChildren(QLabel)
    assert len(labels) == 2 * number
    for label in labels:
        widest = max(
            label.fontMetrics().horizontalAdvance(part) for part in re.split("[ \N{ZERO WIDTH SPACE}]", label.text())
        )
        assert widest <= label.width(), label.text()
        assert label.heightForWidth(label.width()) <= label.height(), label.text()
    place.close()


def test_a_computer_with_nothing_wrong_is_told_so_in_one_line(pages: Round) -> None:
    pages.examine = lambda: (examination(WELL), shipped())
    page = pages.look()
    assert page.heading.text() == "Nothing wrong was found."
    assert "checks could not be made here" in page.lead.text()
    assert "What needs you" not in said_by(page)


def test_it_speaks_german(pages: Round) -> None:
    speak("de")
    try:
        pages.checking.look()
        page = pages.window.page
        assert page is not None
        pages.person.wait(lambda: page.heading.text() == "Zwei Dinge stehen an, das erste gleich jetzt.")
        assert "Was in Ordnung ist" in [one.text() for one in page.findChildren(QLabel)]
    finally:
        speak("en")


def test_what_went_wrong_while_looking_is_said(pages: Round) -> None:
    def fail() -> tuple[Examination, Rules]:
        raise ValueError("rules.toml: nothing of it can be read")

    pages.examine = fail
    page = pages.look()
    assert "could not be looked at" in page.heading.text()
    assert "nothing of it can be read" in said_by(page)
    assert "Ask for help" not in said_by(page)
    pages.person.wait(lambda: "Keeping an eye on it" in said_by(page))


def test_looking_again_looks_again(pages: Round) -> None:
    page = pages.look()
    pages.press(page, "Look again")
    pages.person.wait(lambda: pages.looks == 2)
    assert pages.window.page is not page


def test_whoever_left_is_not_called_back(pages: Round) -> None:
    pages.checking.look()
    page = pages.window.page
    pages.press(page, "Back")
    pages.window.turn(StartPage(Invited()))
    pages.person.rest(0.2)
    assert pages.left == 1
    assert isinstance(pages.window.page, StartPage)


def test_the_link_holds_what_was_left_in(pages: Round) -> None:
    page = pages.ask()
    pages.press(page.preview.lines["cpu"], "Leave out: Processor: Intel Core i5-1135G7")
    pages.press(page, "Open the form")
    report = read_link(pages.links[0])
    assert pages.links[0].startswith(f"{DESK}/help#computer=")
    assert report.facts.cpu == ""
    assert report.facts.os == "Debian GNU/Linux"
    assert "nothing was sent yet" in said_by(page)


def test_name_and_number_stay_here_unless_they_are_put_back(pages: Round) -> None:
    page = pages.ask()
    assert page.preview.left_out == {"name", "recognise"}
    pages.press(page, "Open the form")
    report = read_link(pages.links[0])
    assert (report.facts.name, report.recognise) == ("", "")


def test_a_number_is_kept_once_it_was_shared_and_dropped_once_it_was_not(pages: Round) -> None:
    page = pages.ask()
    page.preview.lines["recognise"].put_back.chosen.emit()
    pages.press(page, "Open the form")
    number = read_link(pages.links[0]).recognise
    assert pages.known.number(DESK) == (number, True)
    again = pages.ask()
    assert again.preview.left_out == {"name"}
    again.preview.lines["recognise"].leave_out.click()
    pages.press(again, "Open the form")
    assert read_link(pages.links[1]).recognise == ""
    assert pages.known.number(DESK)[1] is False


def test_another_desk_gets_no_number_of_this_one(pages: Round) -> None:
    page = pages.ask()
    page.preview.lines["recognise"].put_back.chosen.emit()
    pages.press(page, "Ask another one")
    page.findChildren(QLineEdit)[0].setText("other.example")
    pages.press(page, "Open the form")
    assert pages.links[0].startswith("https://other.example/help#")
    assert read_link(pages.links[0]).recognise == ""


def test_without_a_desk_its_address_is_asked_for(person: Person, tmp_path: Path) -> None:
    with rounds(person, tmp_path, desk="") as pages:
        page = pages.ask()
        pages.press(page, "Open the form")
        assert pages.links == []
        assert "for instance help.example" in said_by(page)
        page.findChildren(QLineEdit)[0].setText("help.example")
        pages.press(page, "Open the form")
        assert pages.links[0].startswith("https://help.example/help#")


def test_the_latest_desk_is_asked_where_none_is_named(person: Person, tmp_path: Path) -> None:
    KnownDesks(tmp_path).joined(DESK)
    with rounds(person, tmp_path, desk="") as pages:
        assert "help.larkfield.example" in said_by(pages.ask())


def test_where_no_browser_opens_the_address_can_be_copied(person: Person, tmp_path: Path) -> None:
    with rounds(person, tmp_path, takes=False) as pages:
        page = pages.ask()
        pages.press(page, "Open the form")
        assert pages.links[0] in [one.text() for one in page.findChildren(QLineEdit)]


def test_what_a_browser_made_of_the_address_is_not_claimed_and_it_can_be_copied(person: Person, pages: Round) -> None:
    page = pages.ask()
    assert "Copy" not in [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
    # As often as it is tried, one address stands there: that of the last try.
    for _again in range(2):
        pages.press(page, "Open the form")
    assert "was asked to open it" in said_by(page)
    assert "is open" not in said_by(page)
    shown = [one for one in page.findChildren(QLineEdit) if one.isVisible() and one.isReadOnly()]
    assert [one.text() for one in shown] == pages.links[-1:]
    pages.press(page, "Copy")
    assert person.application.clipboard().text() == pages.links[-1]


def test_going_back_does_not_look_again(pages: Round) -> None:
    pages.press(pages.ask(), "Back")
    assert isinstance(pages.window.page, ThisComputerPage)
    assert pages.looks == 1


def test_the_first_page_leads_here(person: Person) -> None:
    window = MainWindow(lambda: True)
    page = StartPage(Invited())
    pressed: list[bool] = []
    page.this_computer.connect(lambda: pressed.append(True))
    window.turn(page)
    window.show()
    person.wait(page.isVisible)
    button(page, "Look").click()
    assert pressed == [True]
    window.close()


@pytest.fixture
def real(person: Person) -> Iterator[X11RealInput]:
    listening = X11RealInput(person.display)
    yield listening
    listening.close()


def test_a_program_can_leave_a_line_out_but_never_put_one_back(person: Person, real: X11RealInput) -> None:
    preview = SharePreview(LINES, left_out={"name"}, real=real.pressed)
    preview.show()
    person.rest(0.2)
    person.fake_click(preview.lines["name"].put_back)
    person.fake_click(preview.lines["os"].leave_out)
    assert preview.left_out == {"name", "os"}
    person.click(preview.lines["name"].put_back)
    person.wait(lambda: preview.left_out == {"os"})
    preview.close()


def test_a_preview_of_nothing_is_empty(person: Person) -> None:
    preview = SharePreview(LINES)
    assert not preview.empty
    for line in preview.lines.values():
        line.leave_out.click()
    assert preview.empty
    assert preview.left_out == {"os", "name"}


def test_what_is_known_of_desks_is_for_this_person_alone(tmp_path: Path) -> None:
    known = KnownDesks(tmp_path / "kept")
    known.joined(DESK)
    known.keep_number(DESK, "0" * 32)
    file = tmp_path / "kept" / "known-desks.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KnownDesks(tmp_path / "kept").number(DESK) == ("0" * 32, True)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"numbers": 3, "latest": 7}', '{"numbers": {"https://x": "no"}}'])
def test_a_broken_list_of_desks_knows_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "known-desks.json").write_text(text)
    known = KnownDesks(tmp_path)
    assert known.latest() == ""
    assert known.number("https://x")[1] is False


def test_each_desk_gets_another_number(tmp_path: Path) -> None:
    known = KnownDesks(tmp_path)
    assert known.number("https://a.example") != known.number("https://b.example")


def test_the_program_begins_here_and_goes_back_to_the_first_page(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`aboveboard companion --this-computer`, with a look at the computer that the tests run on."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    front = Front(person.application, Invited(DESK), this_computer=True)
    page = front.main.page
    assert isinstance(page, ThisComputerPage)
    person.wait(lambda: any(one.isVisible() for one in page.findChildren(QPushButton, "again")))
    button(page, "Back").click()
    assert isinstance(front.main.page, StartPage)
    button(front.main.page, "Look").click()
    assert isinstance(front.main.page, ThisComputerPage)
    front.leave()
    front.main.close()
