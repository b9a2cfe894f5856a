"""The reports that macOS writes when a program or the system crashes: counted by name and time, not read further."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

REPORTS: Final = Path("Library", "Logs", "DiagnosticReports")
FILES: Final = 500
_HEAD_BYTES: Final = 4096
_OLD_CRASH: Final = "109"


def crash_files(home: Path, root: Path) -> dict[str, Any]:
    """``{"user": [...], "system": [...]}``, each ``{"name", "at", "app", "type"}``; ``None`` for a folder that is
    closed to this user. ``name`` has the computer's name in it at times, so it goes no further than the count.
    """
    return {"user": _reports(home / REPORTS), "system": _reports(root / REPORTS)}


def _reports(folder: Path) -> list[dict[str, Any]] | None:
    try:
        files = [one for one in folder.iterdir() if one.suffix in (".ips", ".crash", ".panic")]
        dated = [(one.stat().st_mtime, one) for one in files[:FILES] if one.is_file() and not one.is_symlink()]
    except FileNotFoundError:
        return []
    except OSError:
        return None
    return [{"name": one.name, "at": at, **_head(one)} for at, one in dated]


def _head(file: Path) -> dict[str, str]:
    """The program and the type of report: the first line of an ``.ips`` says both as JSON."""
    if file.suffix == ".crash":
        return {"app": file.name.partition("_")[0], "type": _OLD_CRASH}
    try:
        with file.open("rb") as opened:
            said = json.loads(opened.readline(_HEAD_BYTES))
    except (OSError, ValueError):
        return {"app": "", "type": ""}
    if not isinstance(said, dict):
        return {"app": "", "type": ""}
    return {"app": str(said.get("app_name") or ""), "type": str(said.get("bug_type") or "")}
