"""The companion with windows: from the command line to the last window."""

from __future__ import annotations

import signal
from typing import Any

from aboveboard.companion.flow.links import Invited
from aboveboard.companion.host.private import keep_to_ourselves
from aboveboard.companion.ui.front import Front
from aboveboard.companion.ui.look import application


def run(
    invited: Invited,
    *,
    note: str = "",
    language: str = "",
    theme: str = "",
    come_back: bool = False,
    this_computer: bool = False,
) -> int:
    """Show the first page, or the one about this computer; returns when the person has closed the program.

    Exit status 0.
    """
    keep_to_ourselves()
    made = application(language=language, theme=theme)
    front = Front(made, invited, note=note, come_back=come_back, this_computer=this_computer)

    def leave(*_: Any) -> None:
        front.leave()

    # Qt's loop runs Python only now and then: the ticking of the windows is often enough for a signal to be heard.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, leave)
    return made.exec()
