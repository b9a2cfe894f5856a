"""Whether the session is locked, as the login manager says it: GNOME and KDE show no window of their own for that."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from typing import Final

_EACH_S: Final = 2.0
_ANSWER_S: Final = 2.0


class SessionLock:
    """``wanted`` while somebody may control; ``locked`` is then at most some seconds old.

    Without a login manager, or where it does not know this session, nothing is ever locked by it.
    """

    def __init__(self) -> None:
        self._session = os.environ.get("XDG_SESSION_ID", "")
        self._program = shutil.which("loginctl")
        self._wanted = threading.Event()
        self._closed = False
        self.locked = False
        if self._program is not None and self._session.isalnum():
            threading.Thread(target=self._watch, name="session lock", daemon=True).start()

    def want(self, wanted: bool) -> None:
        """Begin or cease to ask."""
        if wanted:
            self._wanted.set()
        else:
            self._wanted.clear()

    def close(self) -> None:
        """Ask no more."""
        self._closed = True
        self._wanted.set()

    def _watch(self) -> None:
        rest = threading.Event()
        while True:
            self._wanted.wait()
            if self._closed:
                return
            self.locked = self._ask()
            rest.wait(_EACH_S)

    def _ask(self) -> bool:
        command = [self._program or "", "show-session", self._session, "--property=LockedHint", "--value"]
        try:
            told = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_ANSWER_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return self.locked  # nothing new is known
        return told.stdout.strip() == b"yes"
