"""The Qt program itself: its name, its language, its theme."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from aboveboard.companion.ui.icons import FOLDER, program_icon
from aboveboard.companion.ui.style import dress, system_is_dark
from aboveboard.companion.ui.unsent import hear_devices_alone
from aboveboard.companion.words.texts import speak
from aboveboard.diagnostics.words import language_of_system


def application(*, language: str = "", theme: str = "") -> QApplication:
    """The one application. ``theme``: light, dark, or empty to follow the system, now and when it changes."""
    QApplication.setDesktopFileName("aboveboard-companion")
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    hear_devices_alone(made)
    made.setApplicationName("Aboveboard")
    made.setStyle("fusion")
    made.setQuitOnLastWindowClosed(False)
    speak(language or language_of_system())
    wear(made, theme)
    made.setWindowIcon(program_icon())
    if not theme:
        made.styleHints().colorSchemeChanged.connect(lambda _scheme: wear(made, ""))
    return made


def wear(made: QApplication, theme: str) -> None:
    """Put the theme on: ``light``, ``dark``, or empty for the system's."""
    dark = theme == "dark" if theme else system_is_dark()
    tick = FOLDER / ("tick_dark.svg" if dark else "tick_light.svg")
    dress(made, dark=dark, tick=tick.as_posix())
