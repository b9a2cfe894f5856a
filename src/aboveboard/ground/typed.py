"""This program as a person types it."""

import sys
from pathlib import Path


def program() -> str:
    """The command, from the folder that this process was started in."""
    beside = Path(sys.executable).with_name("aboveboard")
    if not beside.exists():
        return f"{sys.executable} -m aboveboard.command"
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)
