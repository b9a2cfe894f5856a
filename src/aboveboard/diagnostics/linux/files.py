"""Reads files within bounds: never a device or a pipe, never out of a captured root, never without end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from typing import Final

TEXT_BYTES: Final = 1 << 20
ENTRIES: Final = 65_536
_LINKS: Final = 40
_DEPTH: Final = 256
_CHUNK: Final = 1 << 16
# Captured machines are read on systems too that lack some of these.
_FLAGS: Final = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)


def inside(root: str, path: str) -> str:
    """Where ``path`` of a captured machine really lies, with every link followed within ``root``.

    The answer is a path of that machine, from ``/``. Raises ``OSError`` for what is not there, and for loops.
    """
    waiting = [part for part in reversed(path.split("/")) if part]
    held: list[str] = []
    links = 0
    while waiting:
        part = waiting.pop()
        if part == ".":
            continue
        if part == "..":
            held[-1:] = []
            continue
        here = os.path.join(root, *held, part)
        if not stat.S_ISLNK(os.lstat(here).st_mode):
            held.append(part)
            continue
        links += 1
        target = os.readlink(here)
        if links > _LINKS or len(waiting) > _DEPTH:
            raise OSError(errno.ELOOP, "too many links", path)
        if target.startswith("/"):
            held = []
        waiting += [one for one in reversed(target.split("/")) if one]
    return "/" + "/".join(held)


def opened(path: str, *, follow: bool = True) -> int:
    """A descriptor of a regular file. Raises ``OSError``, also for anything that is not a regular file."""
    if not stat.S_ISREG(os.stat(path, follow_symlinks=follow).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    descriptor = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor


def read(path: str, limit: int, *, follow: bool = True) -> bytes:
    """All of a file. Raises ``OSError``, and ``ValueError`` for one that is longer than ``limit`` bytes."""
    descriptor = opened(path, follow=follow)
    try:
        parts, length = [], 0
        while part := os.read(descriptor, min(_CHUNK, limit + 1 - length)):
            parts.append(part)
            length += len(part)
            if length > limit:
                raise ValueError(f"a file is longer than {limit} bytes")
        return b"".join(parts)
    finally:
        os.close(descriptor)


def read_end(path: str, limit: int, *, follow: bool = True) -> bytes:
    """The last ``limit`` bytes of a file, or all of a shorter one. Raises ``OSError``."""
    descriptor = opened(path, follow=follow)
    try:
        length = os.fstat(descriptor).st_size
        os.lseek(descriptor, max(0, length - limit), os.SEEK_SET)
        parts, left = [], min(length, limit)
        while left > 0 and (part := os.read(descriptor, min(_CHUNK, left))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def stream(path: str, limit: int, *, follow: bool = True) -> Iterator[bytes]:
    """The lines of a file, without holding all of it. A line beyond 64 KiB comes in pieces.

    Raises ``OSError``, and ``ValueError`` once more than ``limit`` bytes were read.
    """
    with open(opened(path, follow=follow), "rb", buffering=_CHUNK) as file:
        length = 0
        while line := file.readline(_CHUNK):
            length += len(line)
            if length > limit:
                raise ValueError(f"a file is longer than {limit} bytes")
            yield line


def entries(path: str, limit: int) -> list[str]:
    """The names in a folder, sorted. Raises ``OSError``, and ``ValueError`` for more than ``limit`` of them."""
    found = []
    with os.scandir(path) as listing:
        for one in listing:
            found.append(one.name)
            if len(found) > limit:
                raise ValueError(f"a folder has more than {limit} entries")
    return sorted(found)
