"""The customer's computer: the companion as a program of its own, to which the tour says yes and no."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

from aboveboard.site.tour.waiting import Board

Event = dict[str, Any]
_DESKTOP: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")


class Companion(Board):
    """A running ``aboveboard companion``; ``events`` are the lines it wrote so far."""

    def __init__(self, base: str, code: str, terms_version: str, keep: Path, *, display: str = "") -> None:
        super().__init__()
        self.events: list[Event] = []
        self.keep = keep
        keep.mkdir(parents=True, exist_ok=True)
        # A home of its own: what the tour's tools look at, and what this end remembers, is nobody's.
        home = keep.parent / "home"
        home.mkdir(exist_ok=True)
        (home / "holiday.txt").write_text("made up\n" * 1000)
        # Nor is the display of whoever runs this shown to anybody: a named one, or one that the program starts.
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ABOVEBOARD_", "XDG_"))}
        theirs = {key: value for key, value in kept.items() if key not in _DESKTOP} | {"HOME": str(home)}
        if display:
            theirs["DISPLAY"] = display
        program = [sys.executable, "-m", "aboveboard.command", "companion", "--json", base, code]
        self._process = subprocess.Popen(
            [*program, "--terms", terms_version, "--keep", str(keep), "--xvfb"],
            env=theirs,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self.changed:
                self.events.append(json.loads(line))
                self.changed.notify_all()

    def expect(self, event: str, after: int = 0, **like: Any) -> Event:
        """The first event of this kind after the first ``after`` lines whose fields are ``like`` these."""

        def look() -> Event | None:
            for one in self.events[after:]:
                if one["event"] == event and all(one.get(key) == value for key, value in like.items()):
                    return one
            return None

        return self.wait(look, f"the companion to say {event} {like or ''}".strip())

    def count(self, event: str) -> int:
        """How many events of this kind there were."""
        return sum(one["event"] == event for one in self.events)

    def order(self, do: str, **more: Any) -> None:
        """Tell it to do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()

    def finish(self) -> int:
        """Wait for its end and return its exit status; end it where it does not."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            status = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status
