"""A restart by the person's own press in the companion's windows, and the way back after the next login."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.ui.card import CardPage
from aboveboard.companion.ui.ended import EndedPage
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.live import LivePage
from aboveboard.companion.ui.start import StartPage
from aboveboard.wire.types import Scope
from tests.companion.person import Person, button
from tests.companion.stage import needs_desktop
from tests.companion.test_ui_session import ARMED_S, Session
from tests.product import Product

pytestmark = [pytest.mark.slow, needs_desktop]
RESTART = "Restart this computer and come back"


@pytest.fixture
def session(person: Person, product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Session(person, product)
    yield made
    made.front.leave()
    if made.viewer is not None:
        made.viewer.close()
    person.rest(0.1)


def left(folder: Path) -> list[str]:
    """What is there but the list of help desks, which every session adds to."""
    files = [one.name for part in ("state", "config") for one in (folder / part).rglob("*") if one.is_file()]
    return sorted(set(files) - {"known-desks.json"})


@pytest.mark.long
def test_a_restart_by_the_persons_own_press_and_the_way_back(session: Session, tmp_path: Path) -> None:
    session.open()
    session.allow(Scope.VIEW)
    page = session.page(LivePage)
    session.person.rest(ARMED_S)
    session.person.fake_click(button(page, RESTART))
    session.person.rest(0.5)
    assert left(tmp_path) == []
    session.press(LivePage, RESTART)
    ended = session.page(EndedPage)
    assert isinstance(ended, EndedPage)
    assert ended.title == "You come back later"
    assert left(tmp_path) == ["aboveboard-return.desktop", "return.json"]
    session.person.wait(lambda: not session.ana.has(Scope.VIEW))
    assert session.ana.ended is None
    session.front.leave()

    session.front = Front(session.person.application, Invited(), come_back=True)
    # Everything is asked anew, and first who is there.
    session.page(CardPage)
    assert left(tmp_path) == []
    assert not session.ana.grants


@pytest.mark.long
def test_without_a_seat_that_was_left_the_first_page_says_so(session: Session) -> None:
    session.front.leave()
    session.front = Front(session.person.application, Invited(), come_back=True)
    page = session.page(StartPage)
    session.person.wait(lambda: any("no session to come back to" in one.text() for one in page.findChildren(QLabel)))
