"""A captured machine in a folder, whichever system it has. What the folder does not hold is unknown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.linux.machine import HISTORY, Captured
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.looks import Reader
from aboveboard.diagnostics.rules import Rules

LINUX: Final = ("proc", "sys", "etc")
_HISTORY_BYTES: Final = 4 << 20


NO_MACHINE: Final = (
    "this is no captured machine. It has none of the folders proc, sys and etc of its own, nor the answers of Windows "
    "or macOS. `aboveboard diagnose snapshot FOLDER` makes one."
)


class NotCaptured(Exception):
    """The folder holds no machine; the words say why."""


@dataclass(frozen=True, slots=True)
class CapturedMachine:
    """How it is read, and the numbers of its past, empty where none were captured."""

    reader: Reader
    history: History


def captured(root: Path, rules: Rules) -> CapturedMachine | None:
    """The machine with Linux in this folder; ``None`` where another system's may be. Raises ``NotCaptured``."""
    if not root.exists():
        raise NotCaptured("there is no such folder.")
    if not root.is_dir():
        raise NotCaptured("this is not a folder.")
    if not os.access(root, os.R_OK | os.X_OK):
        raise NotCaptured("this folder may not be read.")
    if not any((root / name).is_dir() and not (root / name).is_symlink() for name in LINUX):
        return None
    machine = Captured(root)
    return CapturedMachine(LinuxReader(machine), history_of(machine, rules))


def history_of(machine: Captured, rules: Rules) -> History:
    """The numbers of a captured machine's past."""
    try:
        return History.from_json(machine.data(HISTORY, _HISTORY_BYTES), rules)
    except (OSError, ValueError):
        return History(rules)
