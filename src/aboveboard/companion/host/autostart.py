"""One start of this program after the next login, by what the system has for it; the entry goes at that start.

Linux: an XDG autostart entry. Windows: ``RunOnce``, which the system empties by itself. macOS: a launch agent.
"""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAME: Final = "aboveboard-return"
_ODD: Final = str.maketrans({sign: f"\\{sign}" for sign in '"`$\\'})


def desktop_entry(command: Sequence[str]) -> str:
    """The text of an XDG autostart entry. Raises ``ValueError`` for a command that no entry can hold."""
    if any(not one.isprintable() for one in command):
        raise ValueError("The path of this program has characters that no start entry can hold.")
    # Quoted for Exec, where % begins a field; then once more for a value of the file, where \ begins an escape.
    quoted = " ".join('"' + one.translate(_ODD).replace("%", "%%") + '"' for one in command).replace("\\", "\\\\")
    return (
        "[Desktop Entry]\nType=Application\nName=Aboveboard: come back to the session\n"
        f"Exec={quoted}\nTerminal=false\nNoDisplay=true\n"
    )


def launch_agent(command: Sequence[str]) -> bytes:
    """The text of a launch agent that runs once at a login."""
    return plistlib.dumps({"Label": _NAME, "ProgramArguments": list(command), "RunAtLoad": True})


def windows_command(command: Sequence[str]) -> str:
    """One command line as Windows takes it apart. Raises ``ValueError`` for what it would read otherwise."""
    if any('"' in one or one.endswith("\\") or not one.isprintable() for one in command):
        raise ValueError("The path of this program has characters that no start entry can hold.")
    return " ".join(f'"{one}"' for one in command)


if sys.platform == "win32":
    import winreg

    _RUN_ONCE: Final = r"Software\Microsoft\Windows\CurrentVersion\RunOnce"

    def place(command: Sequence[str]) -> None:
        """Have the system start this command once. Raises ``OSError`` and ``ValueError``."""
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_ONCE) as key:
            winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, windows_command(command))

    def remove() -> None:
        """Nothing is started any more."""
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_ONCE, 0, winreg.KEY_SET_VALUE) as key:
            winreg.DeleteValue(key, _NAME)

else:

    def entry() -> Path:
        """The file that makes the system start this program."""
        if sys.platform == "darwin":
            return Path.home() / "Library" / "LaunchAgents" / f"{_NAME}.plist"
        return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{_NAME}.desktop"

    def place(command: Sequence[str]) -> None:
        """Have the system start this command once. Raises ``OSError`` and ``ValueError``."""
        text = launch_agent(command) if sys.platform == "darwin" else desktop_entry(command).encode()
        path = entry()
        path.parent.mkdir(parents=True, exist_ok=True)
        remove()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(text)

    def remove() -> None:
        """Nothing is started any more."""
        with suppress(OSError):
            entry().unlink()
