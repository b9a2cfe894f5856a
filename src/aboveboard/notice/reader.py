"""Reading the notice's folder: the only place of this room that touches files."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from aboveboard.notice.errors import NoticeError, Problem

TABLES = (
    "notice.toml",
    "categories.toml",
    "purposes.toml",
    "matrix.toml",
    "recipients.toml",
    "cookies.toml",
    "scopes.toml",
    "clauses.toml",
    "promises.toml",
)
TEXT_FOLDERS = ("clauses/en", "clauses/de", "terms")
MAX_FILE_BYTES = 262_144
MAX_FILES = 300


def read_folder(path: str | Path | None) -> dict[str, str]:
    """All files of the notice by their path inside the folder, line ends as LF. None: the shipped example.

    Raises NoticeError for a missing folder or table, files that are not UTF-8, too large or too many.
    """
    root: Traversable = files("aboveboard.notice") / "example" if path is None else Path(path)
    problems: list[Problem] = []
    found: dict[str, str] = {}
    try:
        if not root.is_dir():
            raise NoticeError([Problem(str(path), None, "There is no such folder.", "Name a folder with a notice.")])
        names = [name for name in TABLES if (root / name).is_file()]
        names += [f"{folder}/{entry.name}" for folder in TEXT_FOLDERS for entry in _texts(root, folder)]
        problems += [
            Problem(name, None, "This file is missing.", "Copy it from the example and fill it in.")
            for name in TABLES
            if name not in names
        ]
        if len(names) > MAX_FILES:
            what = f"The folder holds {len(names)} files."
            raise NoticeError([Problem(str(path), None, what, f"Keep it to {MAX_FILES}.")])
        for name in names:
            _read(root, name, found, problems)
    except (OSError, ValueError) as error:
        raise NoticeError(
            [Problem(str(path), None, f"It cannot be read: {error}.", "Check its path and rights.")]
        ) from error
    if problems:
        raise NoticeError(problems)
    return found


def _texts(root: Traversable, folder: str) -> list[Traversable]:
    place = root.joinpath(*folder.split("/"))
    if not place.is_dir():
        return []
    return sorted(
        (entry for entry in place.iterdir() if entry.is_file() and entry.name.endswith(".md")),
        key=lambda entry: entry.name,
    )


def _read(root: Traversable, name: str, found: dict[str, str], problems: list[Problem]) -> None:
    file = root.joinpath(*name.split("/"))
    if isinstance(root, Path) and not Path(str(file)).resolve().is_relative_to(root.resolve()):
        # What this file says is published to everybody: it must be of this folder, not of the machine.
        what = "This is a link that leads out of the folder."
        problems.append(Problem(name, None, what, "Put the file itself here."))
        return
    with file.open("rb") as stream:
        raw = stream.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        what = f"The file has more than {MAX_FILE_BYTES} bytes."
        problems.append(Problem(name, None, what, "Shorten it."))
        return
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "This is not UTF-8 text.", "Save the file as UTF-8."))
        return
    found[name] = text.replace("\r\n", "\n")
