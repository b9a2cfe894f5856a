"""What the person may choose to show: a monitor that is the only one is everything, and not offered beside it."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QPushButton

from aboveboard.companion.host.canvas import PartInfo, Rect
from aboveboard.companion.terminal import TerminalAnswers
from aboveboard.companion.ui.choose import ChoosePage
from tests.companion.person import Person
from tests.companion.stage import needs_desktop

LEFT = PartInfo("DP-1", Rect(0, 0, 800, 600), window=False)
RIGHT = PartInfo("DP-2", Rect(800, 0, 800, 600), window=False)
LETTER = PartInfo("Letter", Rect(0, 0, 80, 60), window=True)


@pytest.mark.parametrize(
    ("parts", "typed", "named", "shown"),
    [
        ([LEFT, LETTER], "1", {"Letter"}, 1),
        ([LEFT, LETTER], "0", {"Letter"}, -1),
        ([LEFT, LETTER], "", {"Letter"}, None),
        ([LEFT, RIGHT, LETTER], "2", {"DP-1", "DP-2", "Letter"}, 1),
    ],
)
def test_the_terminal_does_not_offer_the_only_monitor(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    parts: list[PartInfo],
    typed: str,
    named: set[str],
    shown: int | None,
) -> None:
    async def type_it(_within_s: float) -> str:
        return typed

    async def choose() -> int | None:
        answers = TerminalAnswers()
        monkeypatch.setattr(answers.keyboard, "ask", type_it)
        return await answers.choose_part(parts)

    assert asyncio.run(choose()) == shown
    said = capsys.readouterr().out
    assert {one.name for one in (LEFT, RIGHT, LETTER) if one.name in said} == named


@needs_desktop
@pytest.mark.parametrize(
    ("parts", "named"), [([LEFT, LETTER], {"Letter"}), ([LEFT, RIGHT], {"Monitor DP-1", "Monitor DP-2"})]
)
def test_the_window_does_not_offer_the_only_monitor(person: Person, parts: list[PartInfo], named: set[str]) -> None:
    page = ChoosePage(parts, lambda _rect: None)
    offered = {one.accessibleName() for one in page.findChildren(QPushButton) if one.property("kind") == "choice"}
    assert offered == {"Everything on the screen"} | named
    page.deleteLater()
