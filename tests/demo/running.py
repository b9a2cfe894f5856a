"""The demo as its users start it: a program with output, links and an end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 90


class RunningDemo:
    """One `aboveboard demo`; `said` is what it printed so far."""

    def __init__(self, data: Path, *words: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aboveboard.command", "demo", *words],
            env=environment | {"ABOVEBOARD_DATA": str(data)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                self._ready.set()
        self._ready.set()

    def wait_until_ready(self) -> None:
        assert self._ready.wait(START_SECONDS), self.said
        assert "Ctrl-C" in self.said, self.said

    def link(self, what: str) -> str:
        """The address that was printed beside these words."""
        found = re.search(rf"{what}\s+(http://\S+)", self.said)
        assert found, self.said
        return found[1].replace("localhost", "127.0.0.1")

    @property
    def port(self) -> int:
        return int(self.link("The customer").split(":")[2].split("/")[0])

    def stop(self) -> int:
        """Ctrl-C, as a terminal sends it to the demo; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self._finish()

    def kill(self) -> None:
        """End the demo's own process without a chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def _finish(self) -> int:
        try:
            status = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


@contextmanager
def demos() -> Iterator[Callable[..., RunningDemo]]:
    """A function that starts demos; all of them are stopped at the end."""
    started: list[RunningDemo] = []

    def start(data: Path, *words: str) -> RunningDemo:
        demo = RunningDemo(data, *words)
        started.append(demo)
        demo.wait_until_ready()
        return demo

    try:
        yield start
    finally:
        for demo in started:
            demo.stop()
