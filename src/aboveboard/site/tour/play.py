"""Starts the product, plays the acts, stops everything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx

from aboveboard.site.demo_cast import Actor
from aboveboard.site.demo_mail import MailFolder
from aboveboard.site.demo_stage import HOST, MAIL, Stage, StageError
from aboveboard.site.tour import computer_act, first_act, fourth_act, repair_act, second_act, third_act
from aboveboard.site.tour.report import NotHeldError, Report
from aboveboard.site.tour.scene import Scene
from aboveboard.wire.types import Scope

Part = Callable[[Scene], None]

PARTS: Final[tuple[tuple[str, Part], ...]] = (
    ("the product is healthy", first_act.health),
    ("the privacy notice is published", first_act.notice_page),
    ("a customer asks for help, the terms accepted apart", first_act.ask_for_help),
    ("a wrong password lets nobody in", first_act.wrong_password),
    ("the technician signs in with two factors", first_act.sign_in),
    ("the technician sees the case in the queue", first_act.see_the_queue),
    ("the technician takes it", first_act.take),
    ("what the customer told of their computer is on the case", computer_act.seen_on_the_case),
    ("both sides chat", first_act.chat),
    ("the technician invites with a code", first_act.invite),
    ("a guessed code is refused", first_act.guess),
    ("the customer's computer joins by the code", second_act.join),
    ("card and phrase are the same at both ends", second_act.meet),
    ("every step is shown and acknowledged", second_act.acknowledge),
    ("no picture before the yes", second_act.refused_before_yes),
    ("the customer allows seeing", lambda scene: second_act.grant(scene, Scope.VIEW)),
    ("the first picture arrives", second_act.first_picture),
    ("the picture is the captured one, in pixels", second_act.compare),
    ("the customer allows pointing", lambda scene: second_act.grant(scene, Scope.POINT)),
    ("the technician points", second_act.point),
    ("pointing is withdrawn, seeing goes on", second_act.withdraw_point),
    *repair_act.PARTS,
    *computer_act.PARTS,
    ("seeing is withdrawn, not one picture after", second_act.withdraw_view),
    ("seeing is allowed again", second_act.see_again),
    ("a second technician sees only after a yes by name", second_act.second_technician),
    ("the customer ends it for everybody", second_act.end),
    ("exactly one summary and one questionnaire are mailed", third_act.letters),
    ("the mail can be read at its page", third_act.mail_page),
    ("the questionnaire is answered without signing in", third_act.answer),
    ("the technician sees the score", third_act.score),
    ("the receipt tells the whole session", third_act.receipt),
    ("the used code is refused", third_act.used_code),
    ("a technician who has to leave is out at once", fourth_act.suspend),
    ("somebody is deleted and gets a certificate", fourth_act.erase),
    ("a change of the notice is published ahead of its day", fourth_act.change_the_notice),
)


def play(folder: Path, port: int, cast: dict[str, Actor], tell: Callable[[str], object] | None) -> Report:
    """Play the case against a product started on ``port`` with its data in ``folder``; ``tell`` gets lines to print."""
    report, stage = Report(tell), Stage(folder, port)
    try:
        with ExitStack() as cleaning:
            with report.step("the product starts with its cast"):
                cleaning.enter_context(stage)
            scene = Scene(
                f"http://{HOST}:{port}", folder, cast, MailFolder(folder / MAIL), report, cleaning, stage.settings
            )
            for name, part in PARTS:
                if part in repair_act.NEEDS_A_SCREEN and (why := repair_act.cannot_be_played(scene)):
                    report.note(f"     not played, as {why}: {name}")
                    continue
                with report.step(name):
                    part(scene)
            fourth_act.promises(scene)
    except (NotHeldError, StageError, httpx.HTTPError, OSError) as error:
        report.note(f"The tour stopped: {error}")
        report.trouble = f"{error}\n{stage.last_words()}"
    return report
