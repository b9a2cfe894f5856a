"""A real terminal on the customer's screen, with something in it that is broken and can be repaired by typing."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

from aboveboard.site.tour.report import NotHeldError

PLACE: Final = (40, 40)
_SIZE: Final = "84x18"
_START_S: Final = 15.0
_CLEAR: Final = "set -o noclobber\nPS1='ida: '\nprintf 'The printer prints nothing.\\n'\n: >ready\n"
REPAIR: Final = "rm printer.paused && echo printing > printer.works\n"


def installed() -> bool:
    """True when there is a terminal to start."""
    return shutil.which("xterm") is not None


class Terminal:
    """An xterm on ``display`` whose shell stands in ``folder``; ``repaired`` once the right command was typed."""

    def __init__(self, display: str, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "printer.paused").write_text("since Tuesday\n")
        profile = folder / "profile"
        profile.write_text(_CLEAR)
        place = f"{_SIZE}+{PLACE[0]}+{PLACE[1]}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        self._process = subprocess.Popen(
            ["xterm", "-geometry", place, "-fa", "Monospace", "-fs", "12", "-e", "/bin/sh", "-i"],
            cwd=folder,
            env=kept | {"DISPLAY": display, "ENV": str(profile), "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def repaired(self) -> bool:
        """True when the pause is gone and the printer works."""
        works = self.folder / "printer.works"
        return not (self.folder / "printer.paused").exists() and works.exists() and works.read_text() == "printing\n"

    def wait_for(self, name: str) -> None:
        """Until the file ``name`` is there. Raises ``NotHeldError``."""
        deadline = time.monotonic() + _START_S
        while not (self.folder / name).exists():
            if self._process.poll() is not None:
                raise NotHeldError("the terminal ended by itself")
            if time.monotonic() > deadline:
                raise NotHeldError(f"nothing in the terminal made {name}")
            time.sleep(0.05)

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
