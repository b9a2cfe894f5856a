"""The files of a captured machine, held in memory until they are written into a folder."""

from __future__ import annotations

import copy
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CAPTURED_AT = 1795435200
"""2026-11-23 12:00 UTC, when every machine of the corpus was captured unless it says otherwise."""
MINUTE, HOUR, DAY = 60, 3600, 86_400
KB, MB, GB, TB = 10**3, 10**6, 10**9, 10**12
KIB, MIB, GIB, TIB = 2**10, 2**20, 2**30, 2**40


@dataclass(frozen=True)
class Link:
    """A symbolic link, as ``/sys`` is full of them."""

    to: str


@dataclass
class Tree:
    """Paths are absolute. ``answers`` becomes ``aboveboard/system.json``, ``changed`` the times of files."""

    files: dict[str, bytes | Link] = field(default_factory=dict)
    changed: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=lambda: {"captured_at": CAPTURED_AT, "file_systems": {}})

    def text(self, path: str, content: str, *, changed: float | None = None) -> None:
        """A file of text, as it is."""
        self.data(path, content.encode(), changed=changed)

    def data(self, path: str, content: bytes, *, changed: float | None = None) -> None:
        """A file of bytes."""
        self.files[path] = content
        if changed is not None:
            self.changed[path] = changed

    def lines(self, folder: str, values: dict[str, object]) -> None:
        """One-line files of one folder, as ``/sys`` has them; ``None`` makes no file."""
        for name, value in values.items():
            if value is not None:
                self.text(f"{folder}/{name}", f"{value}\n")

    def link(self, path: str, target: str) -> None:
        """A relative link to an absolute ``target``, as the kernel makes them."""
        self.files[path] = Link(os.path.relpath(target, os.path.dirname(path)))

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace one text in a file that must hold it."""
        content = self.files[path]
        assert isinstance(content, bytes), f"{path} is a link"
        assert old.encode() in content, f"{path} does not hold {old!r}"
        self.files[path] = content.replace(old.encode(), new.encode())

    def drop(self, prefix: str) -> None:
        """Take away a file, or a folder with all that is below it."""
        gone = [path for path in self.files if path == prefix or path.startswith(prefix + "/")]
        assert gone, f"there is no {prefix}"
        for path in gone:
            del self.files[path]

    def copy(self) -> Tree:
        """Another one to change."""
        return Tree(dict(self.files), dict(self.changed), copy.deepcopy(self.answers))

    def write(self, folder: Path, before: Tree | None = None) -> Path:
        """Put it all into a new folder, or into one that holds ``before`` already."""
        made: set[str] = set()
        there = before.whole() if before is not None else {}
        times = before.changed if before is not None else {}
        whole = self.whole()
        for path in there.keys() - whole.keys():
            os.unlink(f"{folder}{path}")
            # A folder that is empty now was not there before.
            with suppress(OSError):
                os.removedirs(os.path.dirname(f"{folder}{path}"))
        for path, content in whole.items():
            if path in there and there[path] == content and times.get(path) == self.changed.get(path):
                continue
            place = f"{folder}{path}"
            parent = os.path.dirname(place)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            if path in there:
                os.unlink(place)
            if isinstance(content, Link):
                os.symlink(content.to, place)
            else:
                with open(place, "wb") as file:
                    file.write(content)
                at = self.changed.get(path, CAPTURED_AT - DAY)
                os.utime(place, (at, at))
        return folder

    def whole(self) -> dict[str, bytes | Link]:
        """Every file that is written."""
        return {**self.files, "/aboveboard/system.json": json.dumps(self.answers).encode()}
