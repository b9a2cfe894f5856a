"""A copy of the example notice that a test may spoil."""

from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import aboveboard.notice
from aboveboard.notice import Notice, load

EXAMPLE = Path(aboveboard.notice.__file__).parent / "example"


def copy_to(target: Path) -> Path:
    """A fresh copy of the example below `target`."""
    return Path(copytree(EXAMPLE, target / "notice"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first `old` in a file; the test is wrong if it is not there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def drop(folder: Path, name: str, key: str) -> None:
    """Take the table `[key]` out of a file of tables."""
    head, found, rest = (folder / name).read_text(encoding="utf-8").partition(f"[{key}]\n")
    assert found, f"[{key}] is not in {name}"
    after = rest.find("\n[")
    (folder / name).write_text(head + (rest[after + 1 :] if after >= 0 else ""), encoding="utf-8")


def without(*categories: str) -> Notice:
    """The example without these categories."""
    with TemporaryDirectory() as place:
        folder = copy_to(Path(place))
        for key in categories:
            drop(folder, "categories.toml", key)
        return load(folder)
