"""One small secret on disk, for minutes: written for this user alone, read once, gone with the reading."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.watch.folder import make

_MOST: Final = 8 * 1024
_NAME: Final = "return.json"


def state_folder() -> Path:
    """Where this system keeps what a program remembers of a user from one day to the next."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Aboveboard"
    elif sys.platform == "darwin":  # noqa: RET505  # mypy knows platforms by this form
        return Path.home() / "Library" / "Application Support" / "Aboveboard"
    else:
        return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "aboveboard"


class SeatFile:
    """``put`` replaces what was there; ``take`` reads it at most once, whoever else tries."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _NAME

    def put(self, content: bytes) -> None:
        """Write it. Raises ``OSError``; then nothing is left of it."""
        make(self._folder)
        self.forget()
        # Nobody else could have put a link there: the name must be free, and is not followed.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.forget()
            raise

    def take(self) -> bytes | None:
        """What was written, or ``None``. It is gone from the disk before it is given."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            self.forget()
            return None
        with os.fdopen(descriptor, "rb") as file:
            told = os.fstat(descriptor)
            self.forget()
            if not stat.S_ISREG(told.st_mode) or told.st_size > _MOST:
                return None
            if sys.platform != "win32" and (told.st_uid != os.getuid() or told.st_mode & 0o077):
                return None
            return file.read(_MOST)

    def forget(self) -> None:
        """Nothing of it is left."""
        with suppress(OSError):
            self._path.unlink()
