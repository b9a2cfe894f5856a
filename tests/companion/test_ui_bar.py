"""The bar on top and the page of the running session under a hand: a press is not lost, and nothing jumps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.ui.live import LivePage
from aboveboard.companion.ui.strip import Strip
from aboveboard.companion.ui.window import QuestionWindow
from aboveboard.wire.types import Scope
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_questions import ANA

pytestmark = needs_desktop
SEES = Live("one", Scope.VIEW, ANA.participant, 1)
CLICKS = Live("two", Scope.CONTROL, ANA.participant, 2)
ALLOWED = Standing(technicians=(ANA,), live=(SEES, CLICKS))
REASONS = ("person", "question", "rights", "locked", "own-window", "rate")


def held(why: str) -> Standing:
    return Standing(technicians=(ANA,), live=(SEES, CLICKS), held=why)


def shown(person: Person, kind: type[Strip | LivePage]) -> tuple[Strip | LivePage, Callable[[Standing], None]]:
    """The bar or the page, and what shows it how things are."""
    if kind is Strip:
        bar = Strip(key="Pause")
        bar.show_standing(ALLOWED)
        bar.show()
        person.rest(0.2)
        return bar, bar.show_standing
    page = LivePage()
    page.show_standing(ALLOWED, ())
    QuestionWindow(page).ask()
    person.rest(0.2)
    return page, lambda standing: page.show_standing(standing, ())


def places(inside: QWidget) -> dict[str, QRect]:
    return {
        one.accessibleName(): QRect(one.mapToGlobal(QPoint(0, 0)), one.size())
        for one in inside.findChildren(QPushButton)
        if one.isVisible()
    }


@pytest.mark.parametrize("kind", [Strip, LivePage])
def test_a_press_on_stop_this_counts_though_something_waits_by_the_time_of_its_end(
    person: Person, kind: type[Strip | LivePage]
) -> None:
    seen, show = shown(person, kind)
    taken: list[str] = []
    seen.take_back.connect(taken.append)
    person.point(button(seen, "Stop: can click and type"))
    person.hand.button(1, True)
    person.rest(0.1)
    show(held("person"))
    person.rest(0.1)
    assert taken == []
    person.hand.button(1, False)
    person.wait(lambda: taken)
    assert taken == ["two"]
    # What holds no more is there no more.
    show(Standing(technicians=(ANA,), live=(SEES,)))
    person.rest(0.1)
    assert not any("can click and type" in name for name in places(seen))


@pytest.mark.parametrize("kind", [Strip, LivePage])
def test_nothing_jumps_when_something_waits(person: Person, kind: type[Strip | LivePage]) -> None:
    seen, show = shown(person, kind)
    before = places(seen)
    assert len(before) >= 4
    for why in REASONS:
        show(held(why))
        person.rest(0.05)
        [line] = [one for one in seen.findChildren(QLabel) if one.property("kind") == "caution" and one.text()]
        assert line.isVisible()
        needed = line.fontMetrics().boundingRect(
            QRect(0, 0, line.width(), 999), int(Qt.TextFlag.TextWordWrap), line.text()
        )
        assert needed.height() <= line.height()
        assert places(seen) == before
    show(ALLOWED)
    person.rest(0.05)
    assert places(seen) == before
    # Nor when nothing is seen for a while: the same press again must not meet another button.
    show(Standing(technicians=(ANA,), live=(SEES, CLICKS), paused=True))
    person.rest(0.05)
    assert list(places(seen).values()) == list(before.values())


@pytest.mark.parametrize(("key", "said"), [("Pause", "Pause/Break"), ("Ctrl+Alt+End", "Ctrl+Alt+End"), ("", "")])
def test_the_key_that_ends_everything_is_not_taken_for_the_button_that_holds_it(
    person: Person, key: str, said: str
) -> None:
    bar = Strip(key=key)
    bar.show()
    lines = " ".join(one.text() for one in bar.findChildren(QLabel))
    assert (f"Key {said} ends everything" in lines) if key else ("Key" not in lines)
    assert [one.text().strip() for one in bar.findChildren(QPushButton)] == ["More", "Put on hold", "End"]
    bar.show_standing(Standing(paused=True))
    assert [one.text().strip() for one in bar.findChildren(QPushButton)] == ["More", "Go on", "End"]
    bar.finish()
