"""The reader for a recording of a Windows or macOS computer, as ``--root`` gives it."""

from __future__ import annotations

from pathlib import Path

from aboveboard.diagnostics.answers import Recorded, described
from aboveboard.diagnostics.looks import Reader
from aboveboard.diagnostics.macos.reader import MacReader
from aboveboard.diagnostics.windows.reader import WindowsReader


def recorded_reader(folder: Path) -> Reader | None:
    """How the computer recorded in ``folder`` is read; ``None``: not one of Windows or macOS.

    A folder says what it is in ``aboveboard/system.json``; else by the folder of answers that it holds.
    """
    said = described(folder).get("system")
    if said == "windows" or (said is None and (folder / "windows").is_dir()):
        return WindowsReader(Recorded(folder, "windows"))
    if said == "macos" or (said is None and (folder / "macos").is_dir()):
        return MacReader(Recorded(folder, "macos"))
    return None
