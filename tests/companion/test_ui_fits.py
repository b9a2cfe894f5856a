"""Every window in both languages: no word is cut, everything has a name to be read out, Tab goes as the eye does."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from aboveboard.companion.flow.standing import Live, Standing, Stranger
from aboveboard.companion.ui.consent import ConsentPage
from aboveboard.companion.ui.hide import HidePlaces
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.parts import COLUMN
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.companion.words.texts import speak
from aboveboard.wire.payloads import Card
from aboveboard.wire.types import Scope
from tests.companion.person import Person
from tests.companion.stage import needs_desktop

pytestmark = needs_desktop
WINDOWS = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "companion-pictures"))
"""The list of every window, with made-up people, from which their pictures are drawn."""
LINE = 12
"""What stands on one line differs by less in height."""


def every_page() -> Iterator[tuple[str, Callable[[], Page]]]:
    yield from WINDOWS["steps"]().items()
    yield from WINDOWS["questions"](WINDOWS["REASONS"]["de"]).items()


def laid_out(page: QWidget, width: int) -> None:
    """Put everything where it belongs, without waiting for a window."""
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.resize(width, max(page.minimumSizeHint().height(), page.sizeHint().height()))
    page.show()
    page.grab()


def shown(inside: QWidget, kind: type[Any]) -> list[Any]:
    return [one for one in inside.findChildren(kind) if one.isVisible()]


def cut(label: QLabel) -> bool:
    if not label.text():
        return False
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    return label.sizeHint().width() > label.width() + 1 or label.sizeHint().height() > label.height() + 1


def narrow(button: QPushButton) -> bool:
    if button.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
        words = button.fontMetrics().boundingRect(QRect(), int(Qt.TextFlag.TextShowMnemonic), button.text())
        return words.width() + 44 > button.width() or words.height() + 20 > button.height()
    return button.sizeHint().width() > button.width() + 1 or button.sizeHint().height() > button.height() + 1


def nameless(inside: QWidget) -> list[QWidget]:
    named: list[QWidget] = []
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QProgressBar):
        named += [one for one in shown(inside, kind) if not one.accessibleName()]
    return [one for one in named if not (isinstance(one, QAbstractButton) and one.text().strip())]


def tab_order(page: QWidget) -> list[QWidget]:
    """What Tab goes to, in its order, from the first that the eye meets."""
    chain: list[QWidget] = []
    one = page.nextInFocusChain()
    while one is not None and one is not page and len(chain) < 500:
        chain.append(one)
        one = one.nextInFocusChain()
    return [one for one in chain if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def as_the_eye_goes(page: QWidget, found: list[QWidget]) -> bool:
    places = [one.mapTo(page, QPoint(0, one.height() // 2)) for one in found]
    return all(
        place.y() + LINE > before.y() and (abs(place.y() - before.y()) > LINE or place.x() > before.x())
        for before, place in pairwise(places)
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_of_any_page_is_cut_and_everything_has_a_name_and_its_turn(person: Person, language: str) -> None:
    speak(language)
    wrong: dict[str, list[str]] = {}
    seen = 0
    for name, make in every_page():
        page = make()
        laid_out(page, COLUMN)
        said = [f"cut: {one.text()}" for one in shown(page, QLabel) if cut(one)]
        said += [f"cut: {one.text()}" for one in shown(page, QPushButton) if narrow(one)]
        said += [f"nameless: {type(one).__name__}" for one in nameless(page)]
        order = tab_order(page)
        if not as_the_eye_goes(page, order):
            said.append(f"order: {[one.accessibleName() for one in order]}")
        seen += len(order)
        if said:
            wrong[name] = said
        page.close()
        page.deleteLater()
    assert wrong == {}
    assert seen > 100


def test_whoever_has_a_question_read_out_hears_all_of_it(person: Person) -> None:
    window = QuestionWindow(ConsentPage(MANY[0], "control", "to set the printer up"))
    window.ask()
    person.wait(lambda: window.focusWidget() is window.page.heading)
    heard = f"{window.page.heading.accessibleName()} {window.page.heading.accessibleDescription()}"
    for words in ("use your mouse and keyboard?", "to set the printer up", "while you watch", "no yes, no password"):
        assert words in heard


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_where_places_are_drawn(person: Person, language: str) -> None:
    speak(language)
    window = HidePlaces(QPixmap(20, 20), [], lambda _all: None)
    window.show()
    person.rest(0.1)
    assert len(shown(window, QLabel)) == 2
    assert [one.text() for one in shown(window, QLabel) if cut(one)] == []
    assert [one.text() for one in shown(window, QPushButton) if narrow(one)] == []
    assert nameless(window) == []
    window.close()


LONG = Card(name="Maximiliane-Charlotte von der Mühlenburg-Schwarzenberg-Hohenlohe", organisation="G" * 70, badge="")
MANY = tuple(Stranger(at, LONG, ("mango", "pilot", "frost", "teddy")) for at in (2, 3))


@pytest.mark.parametrize("width", [640, 1366])
@pytest.mark.parametrize("technicians", [MANY[:1], MANY])
def test_however_much_is_allowed_to_whomever_the_buttons_of_the_bar_are_on_the_screen(
    person: Person, monkeypatch: pytest.MonkeyPatch, width: int, technicians: tuple[Stranger, ...]
) -> None:
    speak("de")
    bar = Strip(key="Ctrl+Alt+End")
    screen = QRect(0, 0, width, 400)
    monkeypatch.setattr(bar, "screen", lambda: _Screen(screen))
    live = tuple(Live(f"{who.participant}{one}", one, who.participant, 1) for who in technicians for one in Scope)
    bar.show_standing(Standing(technicians=technicians, since_us=1_700_000_000_000_000, live=live, held="rights"))
    bar.show()
    person.rest(0.1)
    bar.restore()
    # Folded at first, and then as the person unfolds it.
    assert 4 <= len(shown(bar, QPushButton)) < 3 + len(live)
    on_screen(bar, screen)
    next(one for one in shown(bar, QPushButton) if one.toolTip()).click()
    person.rest(0.1)
    assert len(shown(bar, QPushButton)) == 3 + len(live) + 1
    on_screen(bar, screen)
    # What is cut short is still told to whoever has it read out.
    names = [one.accessibleName() for one in shown(bar, QLabel)]
    assert any(LONG.name in name for name in names)
    bar.finish()


def on_screen(bar: Strip, screen: QRect) -> None:
    buttons = shown(bar, QPushButton)
    for one in buttons:
        place = QRect(one.mapToGlobal(QPoint(0, 0)), one.size())
        assert screen.left() <= place.left()
        assert place.right() <= screen.right()
        assert not narrow(one)


class _Screen:
    def __init__(self, place: QRect) -> None:
        self._place = place

    def geometry(self) -> QRect:
        return self._place
