"""A remedy as its author writes it: a folder with ``remedy.toml`` and the files that it names."""

from __future__ import annotations

import stat
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from aboveboard.wire.remedy import PACKAGE_BYTES, Description, RemedyError

FILE: Final = "remedy.toml"


def read(folder: Path) -> tuple[Description, dict[str, bytes]]:
    """What ``folder`` describes, and its files in the order of their names. Raises RemedyError, OSError."""
    with (folder / FILE).open("rb") as file:
        try:
            said = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RemedyError(f"{folder / FILE}: {error}.") from error
    files = {path.name: _content(path) for path in sorted(folder.iterdir()) if path.name != FILE}
    rows: list[dict[str, Any]] = [
        {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()} for name, content in files.items()
    ]
    try:
        description = msgspec.convert({**said, "files": rows}, Description)
    except msgspec.ValidationError as error:
        raise RemedyError(f"{folder / FILE}: {error}.") from error
    return description, files


def _content(path: Path) -> bytes:
    seen = path.lstat()
    if not stat.S_ISREG(seen.st_mode):
        raise RemedyError(f"{path} is no plain file. A remedy is one flat folder of plain files.")
    if seen.st_size > PACKAGE_BYTES:
        raise RemedyError(f"{path} is larger than a remedy may be.")
    return path.read_bytes()
