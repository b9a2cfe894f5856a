"""What the customer tells of their computer: with the request, and in the session, each line as they left it in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from aboveboard.site.tour.first_act import BEYOND
from aboveboard.site.tour.report import hold
from aboveboard.site.tour.scene import Scene
from aboveboard.site.tour.second_act import grant
from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.remote import Values
from aboveboard.wire.types import Scope

STRUCK: Final = "cpu"
"""The line that the customer strikes out in the session."""
_QUIET_S: Final = 3.0
"""In this time a value would come, while they are followed."""


def seen_on_the_case(scene: Scene) -> None:
    """The technician has it on the case: what is wrong, if anything is, and what computer it is."""
    page = scene.browser("ana").open(scene.desk_case_path)
    facts = json.loads(scene.shared)["facts"]
    for name in ("os", "os_version", "platform"):
        hold(facts[name] in page.text, f"the case does not show {name}")
    hold(BEYOND not in page.html, "a fact beyond the list is on the case")


def nothing_before_the_preview(scene: Scene) -> None:
    """A yes to the scope alone sends nothing: the customer sees every line first."""
    seen = len(scene.customer.events)
    grant(scene, Scope.DIAGNOSTICS)
    asked = scene.customer.expect("computer", after=seen)
    scene.preview = {line["key"] for line in asked["lines"]}
    hold("name" in asked["struck"] or "name" not in scene.preview, "the computer's name is not struck out at first")
    hold({"os", STRUCK} <= scene.preview, f"the preview has {sorted(scene.preview)}")
    hold(
        not _came(scene, ComputerReport) and not _came(scene, Values), "something came before the preview was answered"
    )


def as_it_was_left(scene: Scene) -> None:
    """What arrives is what the customer left in, and then live numbers."""
    scene.customer.order("answer", yes=True, struck=[STRUCK, *({"name", "recognise"} & scene.preview)])
    report = scene.ana.wait(lambda: next(iter(_came(scene, ComputerReport)), None), "the report on the computer")
    hold(report.facts.cpu == "" and report.facts.name == "", "a line came that was struck out")
    hold(report.facts.os, "the system is missing though it was left in")
    scene.ana.wait(lambda: _came(scene, Values), "live values")


def stopped(scene: Scene) -> None:
    """It is withdrawn: not one value after."""
    scene.customer.order("revoke", scope=Scope.DIAGNOSTICS, to=scene.ana.participant)
    scene.ana.wait(lambda: not scene.ana.has(Scope.DIAGNOSTICS), "the end of the grant of diagnostics")
    before = len(_came(scene, Values))
    time.sleep(_QUIET_S)
    hold(len(_came(scene, Values)) == before, "a value came after it was withdrawn")


def _came(scene: Scene, form: type[Any]) -> list[Any]:
    return [one for _, one in scene.ana.came if isinstance(one, form)]


PARTS: Final[tuple[tuple[str, Callable[[Scene], None]], ...]] = (
    ("nothing of the computer before its lines were seen", nothing_before_the_preview),
    ("what was left in arrives, and live numbers", as_it_was_left),
    ("it is withdrawn, not one number after", stopped),
)
