"""What makes a system start the watch with the desktop, as text. Nothing here writes or starts anything.

Linux: a unit of systemd for this user where systemd looks after users, else an XDG autostart entry. macOS: a launch
agent. Windows: a scheduled task.
"""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from aboveboard.diagnostics.watch.folder import home, state_folder

NAME: Final = "aboveboard-watch"
Way = Literal["systemd", "autostart", "launchd", "schtasks"]
TASK: Final = "Aboveboard watch"

NO_ENTRY: Final = "The path of this program has characters that no start entry can hold."
NOBODY: Final = "Windows does not say who is signed in."
DOES_NOT_LAST: Final = (
    "This program lies in a folder that is emptied sooner or later, so nothing could start it from there. Put it where "
    "it can stay, and open it there."
)
_PASSING: Final = {
    "linux": ("/tmp", "/var/tmp", "/dev/shm"),  # noqa: S108 - nothing is written there
    "darwin": ("/private/tmp", "/private/var/folders", "/Volumes"),
}
"""What such a system empties by itself, and where macOS shows a disk image that is open."""

_ODD: Final = str.maketrans({sign: f"\\{sign}" for sign in '"`$\\'})


@dataclass(frozen=True, slots=True)
class Start:
    """``path`` holds ``content``; ``link`` is the link that switches a unit on. A task's file is there for a moment.

    ``command`` is what is started by it.
    """

    way: Way
    path: Path
    content: bytes
    link: Path | None = None
    command: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What was set up, as the system's own tools call it."""
        return TASK if self.way == "schtasks" else str(self.path)


def program(*more: str) -> list[str]:
    """The command that runs the watch of this installation.

    Raises ``ValueError`` for a packed program that lies where it will not be for long.
    """
    if getattr(sys, "frozen", False):
        path = Path(sys.executable).resolve()
        if any(path.is_relative_to(one) for one in _passing()) or "AppTranslocation" in path.parts:
            raise ValueError(DOES_NOT_LAST)
        return [str(path), "watch", "run", *more]
    return [*_python(), "watch", "run", *more]


def this_computer(*more: str) -> list[str]:
    """The command that opens the companion of this installation with its page about this computer."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--this-computer", *more]
    return [*_python(), "companion", "--this-computer", *more]


def _python() -> list[str]:
    python = sys.executable
    if sys.platform == "win32":
        quiet = Path(python).with_name("pythonw.exe")
        python = str(quiet) if quiet.exists() else python
    return [python, "-P", "-m", "aboveboard.command"]


def _passing(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Folders whose content goes by itself, or with the medium that they are on."""
    named = [environ[name] for name in ("TMPDIR", "TEMP", "TMP") if environ.get(name)]
    return [Path(one).resolve() for one in (*named, *_PASSING.get(sys.platform, ()))]


def ways(system: str = sys.platform) -> tuple[Way, ...]:
    """All that could have been set up on such a system."""
    return {"win32": ("schtasks",), "darwin": ("launchd",)}.get(system, ("systemd", "autostart"))  # type: ignore[return-value]  # literals of Way


def best_way(system: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Way:
    """The way that this system is set up by."""
    if ways(system) != ("systemd", "autostart"):
        return ways(system)[0]
    # systemd for users keeps its sockets here.
    return "systemd" if Path(environ.get("XDG_RUNTIME_DIR") or "/nowhere", "systemd").is_dir() else "autostart"


def start(way: Way, command: Sequence[str], environ: Mapping[str, str] = os.environ) -> Start:
    """What would be written. Raises ``ValueError`` for a command that such a file cannot hold."""
    if any(not one.isprintable() for one in command):
        raise ValueError(NO_ENTRY)
    path, held = place(way, environ), tuple(command)
    if way == "systemd":
        link = path.parent / "default.target.wants" / path.name
        return Start(way, path, _unit(command).encode(), link, held)
    if way == "autostart":
        return Start(way, path, _entry(command).encode(), command=held)
    if way == "launchd":
        return Start(way, path, _agent(command), command=held)
    return Start(way, path, _task(command, environ).encode("utf-16"), command=held)


def place(way: Way, environ: Mapping[str, str] = os.environ) -> Path:
    """The file of that way."""
    settings = Path(environ.get("XDG_CONFIG_HOME") or home() / ".config")
    return {
        "systemd": settings / "systemd" / "user" / f"{NAME}.service",
        "autostart": settings / "autostart" / f"{NAME}.desktop",
        "launchd": home() / "Library" / "LaunchAgents" / f"{NAME}.plist",
        "schtasks": state_folder() / "task.xml",
    }[way]


def _unit(command: Sequence[str]) -> str:
    # In ExecStart, $ begins a variable and % a specifier.
    quoted = " ".join(
        '"' + one.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$").replace("%", "%%") + '"'
        for one in command
    )
    return (
        "[Unit]\nDescription=Aboveboard: tells when something is wrong with this computer\n\n"
        f"[Service]\nExecStart={quoted}\nRestart=on-failure\nRestartSec=60\nNice=10\n"
        "# What the watch does not need, the system withholds: the network, other rights, new programs' rights.\n"
        "NoNewPrivileges=yes\nRestrictAddressFamilies=AF_UNIX AF_NETLINK\n\n"
        "[Install]\nWantedBy=default.target\n"
    )


def _entry(command: Sequence[str]) -> str:
    # Quoted for Exec, where % begins a field; then once more for a value of the file, where \ begins an escape.
    quoted = " ".join('"' + one.translate(_ODD).replace("%", "%%") + '"' for one in command).replace("\\", "\\\\")
    return (
        "[Desktop Entry]\nType=Application\nName=Aboveboard watch\nName[de]=Aboveboard-Wächter\n"
        f"Exec={quoted}\nTerminal=false\nNoDisplay=true\n"
    )


def _agent(command: Sequence[str]) -> bytes:
    return plistlib.dumps(
        {
            "Label": NAME,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 60,
            "ProcessType": "Background",
            "LowPriorityIO": True,
        }
    )


def _task(command: Sequence[str], environ: Mapping[str, str]) -> str:
    if any('"' in one or one.endswith("\\") for one in command):
        raise ValueError(NO_ENTRY)
    user = "\\".join(one for one in (environ.get("USERDOMAIN", ""), environ.get("USERNAME", "")) if one)
    if not user:
        raise ValueError(NOBODY)
    arguments = " ".join(f'"{one}"' for one in command[1:])
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        "  <RegistrationInfo><Description>Aboveboard: tells when something is wrong with this computer</Description>"
        "</RegistrationInfo>\n"
        f"  <Triggers><LogonTrigger><UserId>{escape(user)}</UserId></LogonTrigger></Triggers>\n"
        f'  <Principals><Principal id="Author"><UserId>{escape(user)}</UserId>'
        "<LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>\n"
        "  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
        "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit><Priority>7</Priority></Settings>\n"
        f'  <Actions Context="Author"><Exec><Command>{escape(command[0])}</Command>'
        f"<Arguments>{escape(arguments)}</Arguments></Exec></Actions>\n"
        "</Task>\n"
    )
