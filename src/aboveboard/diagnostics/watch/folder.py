"""Files that survive a power cut and are this user's alone, in a folder that other programs of the user may spoil."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], *, asking: bool = False) -> None:  # noqa: ARG001 - there is one kind of lock here
        """Raises ``OSError`` where another process has it."""
        # A locked byte cannot be read here either, so it is one behind what the file says.
        file.seek(4096)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        finally:
            file.seek(0)

else:
    import fcntl

    def _lock(file: IO[bytes], *, asking: bool = False) -> None:
        """Raises ``OSError`` where another process has it. Any number may be ``asking`` at once, who do not hold it."""
        fcntl.flock(file, (fcntl.LOCK_SH if asking else fcntl.LOCK_EX) | fcntl.LOCK_NB)


MOST: Final = 4 * 1024 * 1024
"""Longer files are not ours."""
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """A file that is there and cannot be used. The text says why."""


def home() -> Path:
    """The person's own folder. A user whom the system does not list, as in some containers, has none: then the root."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.sep)


def state_folder() -> Path:
    """Where this system keeps what a program remembers of a user from one day to the next."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home()) / "Aboveboard" / "watch"
    elif sys.platform == "darwin":  # noqa: RET505  # mypy knows platforms by this form
        return home() / "Library" / "Application Support" / "Aboveboard" / "watch"
    else:
        return Path(os.environ.get("XDG_STATE_HOME") or home() / ".local" / "state") / "aboveboard" / "watch"


def short_lived_folder() -> Path | None:
    """A folder in memory that goes when the person signs out, where the system has one; writing there wakes no disk."""
    if sys.platform == "linux":
        named = os.environ.get("XDG_RUNTIME_DIR", "")
        if named.startswith("/") and Path(named).is_dir():
            return Path(named) / "aboveboard-watch"
    return None


def make(folder: Path) -> None:
    """The folder, for this user alone. Raises ``OSError``, also for a link or somebody else's folder in its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        told = os.fstat(descriptor)
        if told.st_uid != os.getuid():
            raise PermissionError(errno.EACCES, "this folder belongs to somebody else", str(folder))
        if stat.S_IMODE(told.st_mode) != 0o700:
            os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


def write(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """All of it or nothing, also when the power goes: with ``lasting`` it is on the disk before this returns.

    Raises ``OSError``; then the file is what it was.
    """
    make(path.parent)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    if lasting and sys.platform != "win32":
        # The new name is on the disk only when the folder is.
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(path: Path) -> bytes | None:
    """The file, or ``None`` where there is none. Raises ``Unreadable`` for anything else that stands there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be opened: {error.strerror}") from None
    try:
        told = os.fstat(descriptor)
        if not stat.S_ISREG(told.st_mode):
            raise Unreadable(f"{path.name} is not a plain file")
        if sys.platform != "win32" and (told.st_uid != os.getuid() or told.st_mode & 0o022):
            raise Unreadable(f"{path.name} could be written by others")
        if told.st_size > MOST:
            raise Unreadable(f"{path.name} is longer than {MOST} bytes")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(MOST)
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)


def put_aside(path: Path) -> Path | None:
    """Rename what cannot be used to ``…broken``, in place of an earlier one. ``None`` where even that fails."""
    for name in (f"{path.name}.broken", f"{path.name}.2.broken"):
        aside = path.with_name(name)
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        try:
            path.replace(aside)
        except OSError:
            continue
        return aside
    return None


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """True while this process alone holds the lock of that name, False where another one does. Raises ``OSError``."""
    make(path.parent)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600), "r+b") as file:
        try:
            _lock(file)
        except OSError:
            yield False
            return
        if not _still(file, path):
            yield False
            return
        # Whoever finds it held reads here who holds it.
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield True


def drop(path: Path) -> None:
    """Remove the lock of that name where nobody holds it. Raises ``OSError``."""
    if not path.exists():
        return
    with held(path) as ours:
        if ours and sys.platform != "win32":
            path.unlink(missing_ok=True)
    if ours and sys.platform == "win32":
        # A file that is open cannot be removed there; where somebody took it meanwhile, it stays.
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _still(file: IO[bytes], path: Path) -> bool:
    """False where that lock was removed between opening it and holding it: another one has its name now, or none."""
    try:
        return sys.platform == "win32" or os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except OSError:
        return False


def holder(path: Path) -> int:
    """The process that holds the lock of that name; 0 for none."""
    try:
        with os.fdopen(os.open(path, os.O_RDWR | _NO_LINK), "r+b") as file:
            try:
                # Not as a holder: who else asks at this moment would take the process of long ago, whose number still
                # stands there, for the one that holds it, and may end whatever has that number today.
                _lock(file, asking=True)
            except OSError:
                number = file.read(20)
                return int(number) if number.isdigit() else 0
    except OSError:
        pass
    return 0
