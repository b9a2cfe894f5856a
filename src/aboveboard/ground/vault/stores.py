"""Where sealed files lie: a folder. Another kind of store has the same five functions."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

_NAME = re.compile(r"[0-9a-f]{32}")


class Store(Protocol):
    """Named pieces of bytes, written once and whole. Names are 32 hex digits."""

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Keep these bytes; after it returns they survive a power cut, before it nobody sees any of them."""

    def read(self, name: str, start: int, count: int) -> bytes:
        """Up to `count` bytes from `start` on. Raises FileNotFoundError."""

    def size(self, name: str) -> int:
        """How many bytes there are. Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Remove it; what is not there is removed already."""

    def names(self, older_than: float) -> Iterator[str]:
        """Everything that was finished before this moment (seconds since 1970)."""


class FolderStore:
    """Files `xx/<name>` below a folder, for their owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a sealed file")
        return self._root / name[:2] / name

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Write beside, put on the disk, then give it its name."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}.draft")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                for part in parts:
                    opened.write(part)
                opened.flush()
                os.fsync(opened.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for folder in (path.parent, self._root):
            _settle(folder)

    def read(self, name: str, start: int, count: int) -> bytes:
        """Up to `count` bytes from `start` on."""
        with self._path(name).open("rb") as opened:
            opened.seek(start)
            return opened.read(count)

    def size(self, name: str) -> int:
        """The file's size."""
        return self._path(name).stat().st_size

    def delete(self, name: str) -> None:
        """Unlink the file."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            _settle(path.parent)

    def names(self, older_than: float) -> Iterator[str]:
        """Finished files, by the time of their writing."""
        for path in self._root.glob("??/*"):
            if _NAME.fullmatch(path.name) and _before(path, older_than):
                yield path.name

    def drop_drafts(self, older_than: float) -> int:
        """Delete what was begun before this moment and never finished; returns how many files that were."""
        stale = [path for path in self._root.glob("??/*.draft") if _before(path, older_than)]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


def _before(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < min(moment, time.time())
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
