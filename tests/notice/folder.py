"""A copy of the example notice that a test may spoil."""

from pathlib import Path
from shutil import copytree

import aboveboard.notice

EXAMPLE = Path(aboveboard.notice.__file__).parent / "example"


def copy_to(target: Path) -> Path:
    """A fresh copy of the example below `target`."""
    return Path(copytree(EXAMPLE, target / "notice"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first `old` in a file; the test is wrong if it is not there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
