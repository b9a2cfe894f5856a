"""The page for each question of the conversation: one row a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.card import CardPage
from aboveboard.companion.ui.choose import ChoosePage
from aboveboard.companion.ui.consent import ConsentPage
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.desktop import picture
from aboveboard.companion.ui.diagnosing import SharePage
from aboveboard.companion.ui.drill import DrillPage
from aboveboard.companion.ui.files import PickFilePage, TakeFilePage
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.password import PasswordPage
from aboveboard.companion.ui.scam import ScamPage
from aboveboard.companion.ui.talk import Question
from aboveboard.companion.ui.tidy import TidyPage
from aboveboard.companion.ui.tools import ToolPage
from aboveboard.wire.types import Step

PRIVATE: Final = frozenset({"choose_part", "take_file", "pick_file", "give_password", "share_computer"})
"""Questions whose window is never in the picture: it shows what is hidden, what is in folders, what may stay here."""


@dataclass
class Around:
    """What pages need of the program around them."""

    real: RealPress | None
    stop_key: str
    company: str
    folder: Callable[[Path], Path | None]
    file: Callable[[], Path | None]
    draw: Callable[[Sequence[Rect], Callable[[Sequence[Rect]], None]], None] | None
    hidden: tuple[Rect, ...] = ()
    first: bool = True


def page_for(question: Question, around: Around) -> Page | None:
    """The page that asks; ``None`` for a step that has none of its own, and is acknowledged by the card."""
    about, real = question.about, around.real
    match question.kind:
        case "acknowledge":
            return _step(about[0], around)
        case "admit":
            return CardPage(about[0], first=around.first, real=real)
        case "allow":
            return ConsentPage(about[0], str(about[1]), about[2], real=real)
        case "choose_part":
            return ChoosePage(about[0], picture, real=real)
        case "take_file":
            return TakeFilePage(about[0], about[1], around.folder, real=real)
        case "pick_file":
            return PickFilePage(about[0], about[1], around.file, real=real)
        case "run_tool":
            return ToolPage(about[0], about[1], real=real)
        case "undo_tool":
            return ToolPage(about[0], about[1], undo=True, real=real)
        case "give_password":
            return PasswordPage(about[0], about[1], real=real)
        case "share_computer":
            return SharePage(about[0], about[1], about[2], real=real)
    return None


def _step(step: Any, around: Around) -> Page | None:
    if step is Step.SCAM:
        return ScamPage(around.company, real=around.real)
    if step is Step.DISCONNECT:
        return DrillPage(around.stop_key, real=around.real)
    if step is Step.FILES:
        return TidyPage(around.draw, around.hidden, real=around.real)
    return None
