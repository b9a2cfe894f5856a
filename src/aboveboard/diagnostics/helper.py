"""One process of the system's own, started once, that answers what cannot be asked from inside this program.

It is told everything at its start, writes its answers one after another, each under a line that names the question, and
ends. What it said stays, until it is too old to be told as if it were of now.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Final

from aboveboard.diagnostics.answers import ANSWER_BYTES, SILENT, NotTold

HEAD: Final = b"\x1e"
"""What begins the line that names a question: a sign that no answer has."""
OLD: Final = NotTold("This was read when this program started, too long ago to be told now.")
_NO_WINDOW: Final = 0x0800_0000
"""CREATE_NO_WINDOW."""
SLOW: Final = NotTold("This computer has not answered yet.")


class Helper:
    """``command`` is the whole command line. ``patience``: how long ``begin`` waits; ``life``: when it is ended.

    ``fresh``: after so many seconds an answer is no longer given, by question; a day where nothing is said.
    """

    def __init__(
        self,
        command: Sequence[str],
        fresh: Mapping[str, float] | None = None,
        patience: float = 8.0,
        life: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = list(command)
        self._fresh = dict(fresh or {})
        self._patience, self._life, self._clock = patience, life, clock
        self._begun = threading.Lock()
        self._ended = threading.Event()
        self._answers: dict[str, tuple[float, bytes]] = {}

    def begin(self) -> None:
        """Start it the first time, and wait until it has said all or ``patience`` is over."""
        if not self._begun.acquire(blocking=False):
            return
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
                start_new_session=sys.platform != "win32",
            )
        except OSError:
            self._ended.set()
            return
        timer = threading.Timer(self._life, process.kill)
        timer.daemon = True
        timer.start()
        threading.Thread(target=self._listen, args=(process, timer), name="helper", daemon=True).start()
        self._ended.wait(self._patience)

    def data(self, question: str) -> bytes:
        """What it said. Raises ``NotTold`` for what it did not say, has not said yet, or said too long ago."""
        found = self._answers.get(question)
        if found is None:
            raise NotTold(SILENT) if self._ended.is_set() else NotTold(*SLOW.args)
        if self._clock() - found[0] > self._fresh.get(question, 86_400):
            raise NotTold(*OLD.args)
        return found[1]

    def _listen(self, process: subprocess.Popen[bytes], timer: threading.Timer) -> None:
        try:
            with process.stdout or _nothing() as lines:
                self._take(lines)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            self._ended.set()

    def _take(self, lines: IO[bytes]) -> None:
        question, said, length = "", bytearray(), 0
        while line := lines.readline(ANSWER_BYTES):
            length += len(line)
            if length > 4 * ANSWER_BYTES:
                return
            if line.startswith(HEAD):
                self._keep(question, said)
                question, said = line[1:].decode("ascii", "replace").strip(), bytearray()
            else:
                said += line
        # The last answer counts only when the end was said: an interrupted one could be half of itself.
        if question == "end":
            self._keep(question, said)

    def _keep(self, question: str, said: bytearray) -> None:
        if question and len(said) <= ANSWER_BYTES:
            self._answers[question] = (self._clock(), bytes(said))


def _nothing() -> IO[bytes]:
    raise OSError("the helper has no output")
