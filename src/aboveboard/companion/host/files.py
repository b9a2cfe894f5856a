"""Files as they are taken in and sent: one folder, held open; one name at a time; nothing is followed or overwritten.

Whoever sends a file chooses neither where it goes nor what it replaces. The folder is the one that the person chose,
opened once; every file in it is reached by its name alone, from the open folder, never by a path, and never through a
symbolic link. What arrives grows in a file of its own, ``aboveboard-<transfer>.part``, readable by its owner alone, and
gets its name only when it is whole and its hash is right. A file that is sent is opened once and stays that very file.

Calls here wait for the disk: make them in a thread. They raise ``FileError`` with words for the person.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from aboveboard.companion.host.names import numbered, safe_name, sayable_name

_SPARE_BYTES: Final = 16 * 1024 * 1024
"""What has to stay free beside a file that comes."""
_AT_ONCE: Final = 1024 * 1024
_MOST_OF_A_NAME: Final = 100
_HAS_FOLDERS: Final = os.open in os.supports_dir_fd
"""False on Windows, which has no open folders: there names are joined to the folder's path, and links looked for."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FLAGS: Final = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)


class FileError(Exception):
    """This cannot be done with this file or folder; the text says why, in English, and what was kept."""


class Folder:
    """The folder that received files go to, held open: whatever becomes of its path, it stays this folder."""

    def __init__(self, path: Path) -> None:
        """Raises ``FileError``. The path is the person's own choice, so links on the way to it are followed."""
        self._path = path.absolute()
        self._at: int | None = None
        try:
            if _HAS_FOLDERS:
                self._at = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_CLOEXEC", 0))
            elif not self._path.is_dir():
                raise NotADirectoryError
        except OSError as error:
            raise FileError(f"The folder cannot be opened ({_why(error)}). Nothing was received.") from None

    def close(self) -> None:
        """Let go of the folder; what is in it stays as it is."""
        if self._at is not None:
            os.close(self._at)
            self._at = None

    def free_bytes(self) -> int:
        """How much this folder's disk still takes from this person."""
        if not hasattr(os, "statvfs"):
            return 1 << 62
        found = os.statvfs(self._path if self._at is None else self._at)
        return found.f_bavail * found.f_frsize

    def open(self, name: str, flags: int) -> int:
        """A descriptor of the file of this name in this very folder, never through a link. Raises OSError."""
        if self._at is not None:
            return os.open(name, flags | _FLAGS | os.O_NONBLOCK, 0o600, dir_fd=self._at)
        if (self._path / name).is_symlink():
            raise OSError(errno.ELOOP, "a link")
        return os.open(self._path / name, flags | _FLAGS, 0o600)

    def remove(self, name: str, file: tuple[int, int] | None = None) -> None:
        """Delete a file of ours: with ``file`` (device, number) only that very one. If it is gone, that is no fault."""
        with suppress(OSError):
            if file is not None and self._identity(name) != file:
                return
            if self._at is not None:
                os.unlink(name, dir_fd=self._at)
            else:
                (self._path / name).unlink()

    def name(self, part: str, name: str, file: tuple[int, int]) -> str:
        """Give the file ``part`` this name, or the first free ``name (2).ext``; returns it. Replaces nothing.

        ``file``: device and number of the file that it has to be.
        """
        for number in range(1, _MOST_OF_A_NAME + 1):
            wanted = numbered(name, number)
            try:
                self._link(part, wanted)
            except FileExistsError:
                continue
            except OSError as error:
                raise FileError(f"The file could not get its name ({_why(error)}). It was removed.") from None
            if self._identity(wanted) != file:
                self.remove(wanted)
                raise FileError("Somebody put something else in the place of the part. Both were removed.")
            return wanted
        raise FileError("There are too many files of this name in the folder. The new one was removed.")

    def _identity(self, name: str) -> tuple[int, int]:
        found = os.stat(self._path / name if self._at is None else name, dir_fd=self._at, follow_symlinks=False)
        return found.st_dev, found.st_ino

    def _link(self, part: str, name: str) -> None:
        """Move ``part`` to ``name``. FileExistsError where something of this name is there, whatever it is."""
        if self._at is None:
            (self._path / part).rename(self._path / name)
            return
        try:
            os.link(part, name, src_dir_fd=self._at, dst_dir_fd=self._at, follow_symlinks=False)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
            # A disk without hard links (a USB stick): take the name with an empty file of ours, then rename over that.
            os.close(self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            os.rename(part, name, src_dir_fd=self._at, dst_dir_fd=self._at)
        else:
            os.unlink(part, dir_fd=self._at)


class Receiving:
    """One file that comes. ``offset``: how much of it is there without a gap, from an earlier try to begin with.

    ``begin`` first; ``pause`` or ``discard`` at any moment, from any thread: what another thread is at ends at once.
    """

    def __init__(self, path: Path, transfer: str, name: str, size: int) -> None:
        self._path = path
        self._name = safe_name(name)
        self._size = size
        self._part = f"aboveboard-{transfer}.part"
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self._over = False
        self._folder: Folder | None = None
        self._file = -1
        self._was: tuple[int, int] | None = None
        """Device and number of the part, once it is surely ours."""
        self.offset = 0

    def begin(self) -> int:
        """Open the folder and the part in it, and hash what an earlier try left there. Returns ``offset``."""
        with self._lock:
            self._go_on()
            self._folder = Folder(self._path)
            self._file = self._open(self._folder)
            self._check(self._folder)
            return self.offset

    def write(self, offset: int, data: bytes) -> bool:
        """Take the next bytes in. False, and nothing happens, where they do not follow on what is there."""
        with self._lock:
            self._go_on()
            if offset != self.offset or not data:
                return False
            if offset + len(data) > self._size:
                raise FileError("More came than was announced. What had come was removed.")
            left = memoryview(data)
            try:
                while left:
                    written = os.write(self._file, left)
                    self._hash.update(left[:written])
                    left = left[written:]
            except OSError as error:
                said = "The disk is full" if error.errno in _FULL else f"Writing failed ({_why(error)})"
                raise FileError(f"{said}. What had come was removed.") from None
            self.offset += len(data)
            return True

    def finish(self, sha256: str) -> str:
        """All is there: hold it against the sender's hash and give it its name, which is returned."""
        with self._lock:
            self._go_on()
            if self._folder is None or self.offset != self._size:
                raise FileError("The file is not whole. What had come was removed.")
            if self._hash.hexdigest() != sha256:
                raise FileError("What came is not what was sent: the checksums differ. It was removed.")
            try:
                os.fsync(self._file)
            except OSError as error:
                raise FileError(f"Writing failed ({_why(error)}). What had come was removed.") from None
            found = os.fstat(self._file)
            if not _HAS_FOLDERS:
                os.close(self._file)
                self._file = -1
            name = self._folder.name(self._part, self._name, (found.st_dev, found.st_ino))
            self._over, self._was = True, None
            self._let_go()
            return name

    def pause(self) -> None:
        """Stop writing; what has come stays as a part, to go on later."""
        self._over = True
        with self._lock:
            self._let_go()

    def discard(self) -> None:
        """Stop, and remove what has come, also after ``pause``. What has its name already stays."""
        self._over = True
        with self._lock:
            self._close_file()
            if self._was is not None:
                with suppress(FileError):
                    self._folder = self._folder or Folder(self._path)
                    self._folder.remove(self._part, self._was)
            self._was = None
            self._let_go()

    def _go_on(self) -> None:
        if self._over:
            raise FileError("It was stopped.")

    def _let_go(self) -> None:
        self._close_file()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def _close_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _open(self, folder: Folder) -> int:
        try:
            try:
                return folder.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                return folder.open(self._part, os.O_RDWR)
        except OSError as error:
            self._let_go()
            raise FileError(f"The file cannot be received into this folder ({_why(error)}).") from None

    def _check(self, folder: Folder) -> None:
        found = os.fstat(self._file)
        ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or not ours:
            self._let_go()
            raise FileError("Something else has the name of the part in this folder. Nothing was received.")
        self._was = (found.st_dev, found.st_ino)
        if hasattr(os, "fchmod"):
            os.fchmod(self._file, 0o600)
        try:
            if found.st_size > self._size:
                os.ftruncate(self._file, 0)
            while self.offset < self._size and (data := os.read(self._file, _AT_ONCE)):
                self._go_on()
                self._hash.update(data)
                self.offset += len(data)
        except OSError as error:
            raise FileError(f"What had come earlier cannot be read ({_why(error)}).") from None
        if folder.free_bytes() < self._size - self.offset + _SPARE_BYTES:
            raise FileError("There is not enough room on the disk. Nothing was received.")


class Sending:
    """The one file that the person picked, as it was at that moment. Read from the start to the end, hashed on the way.

    ``open`` first; ``close`` at any moment, from any thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._was = (0, 0)
        self._file = -1
        self._over = False
        self._lock = threading.Lock()
        self.name = sayable_name(path.name)
        self.size = 0

    def open(self) -> None:
        """Open it, once. Raises ``FileError`` for what is no plain file."""
        with self._lock:
            if self._over:
                raise FileError("It was stopped.")
            try:
                # Not blocking: opening a pipe that nobody writes to must not hang before it can be refused.
                self._file = os.open(self._path, os.O_RDONLY | _FLAGS | getattr(os, "O_NONBLOCK", 0))
            except OSError as error:
                link = error.errno in (errno.ELOOP, errno.EMLINK) or self._path.is_symlink()
                said = "is a link to something else" if link else f"cannot be opened ({_why(error)})"
                raise FileError(f"The file {said}. Nothing was sent.") from None
            found = os.fstat(self._file)
            if not stat.S_ISREG(found.st_mode) or (not hasattr(os, "O_NOFOLLOW") and self._path.is_symlink()):
                self._close()
                raise FileError("That is not a plain file. Nothing was sent.")
            self.size = found.st_size
            self._was = (found.st_size, found.st_mtime_ns)

    def read(self, offset: int, most: int) -> bytes:
        """The bytes from ``offset`` on, never beyond the size at the beginning; empty at the end.

        Raises ``FileError`` once the file is not what it was.
        """
        with self._lock:
            if self._file < 0:
                raise FileError("It was stopped.")
            wanted = min(most, self.size - offset)
            if offset > self._hashed or wanted < 0:
                raise ValueError("parts are read in order")
            os.lseek(self._file, offset, os.SEEK_SET)
            data = os.read(self._file, wanted) if wanted else b""
            if len(data) != wanted:
                raise FileError("The file became shorter while it was sent.")
            fresh = data[self._hashed - offset :]
            self._hash.update(fresh)
            self._hashed += len(fresh)
            if self._hashed == self.size:
                self._unchanged()
            return data

    def sha256(self) -> str:
        """Of the whole, once it was read to the end. Raises ``FileError`` once the file is not what it was."""
        with self._lock:
            if self._file < 0 or self._hashed != self.size:
                raise FileError("The file was not read to its end.")
            self._unchanged()
            return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        self._over = True
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _unchanged(self) -> None:
        found = os.fstat(self._file)
        if (found.st_size, found.st_mtime_ns) != self._was:
            raise FileError("The file was changed while it was sent.")


def _why(error: OSError) -> str:
    """The system's own word for it, without the path that it would add."""
    return os.strerror(error.errno) if error.errno else type(error).__name__
