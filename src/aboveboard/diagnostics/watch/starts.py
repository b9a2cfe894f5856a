"""Sets up and takes away what starts the watch with the desktop, and starts it now: by a person's word alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.watch.starting import NAME, TASK, Start, Way, place, ways

_PATIENCE_S: Final = 20
_SYSTEMCTL: Final = "/usr/bin/systemctl"
if sys.platform == "win32":
    _APART: Final = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    _UNSEEN: Final = subprocess.CREATE_NO_WINDOW
else:
    _APART: Final = 0
    _UNSEEN: Final = 0
_MADE: Final[dict[Way, tuple[str, ...]]] = {
    "systemd": ("default.target.wants", "user", "systemd"),
    "autostart": ("autostart",),
    "launchd": (),
}
"""The folders of each way that may not have been there before, the innermost first."""
Run = Callable[[Sequence[str]], int]


def scheduler(arguments: Sequence[str]) -> int:
    """Windows' own tool for scheduled tasks; returns its exit status. Raises ``OSError`` where it does not answer."""
    tool = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "schtasks.exe")
    try:
        done = subprocess.run(
            [str(tool), *arguments], capture_output=True, check=False, timeout=_PATIENCE_S, creationflags=_UNSEEN
        )
    except subprocess.TimeoutExpired:
        raise OSError("Windows' list of tasks does not answer") from None
    return done.returncode


def begin(start: Start, run: Run = scheduler, manager: str = _SYSTEMCTL) -> None:
    """Have what was set up begin now: by whatever looks after it, else as a program of its own. Raises ``OSError``."""
    if start.way == "schtasks" and run(["/Run", "/TN", TASK]) == 0:
        return
    if start.way == "systemd" and _by_systemd(manager):
        return
    by_itself(start.command)


def _by_systemd(manager: str) -> bool:
    for order in (["daemon-reload"], ["start", f"{NAME}.service"]):
        try:
            done = subprocess.run([manager, "--user", *order], capture_output=True, check=False, timeout=_PATIENCE_S)
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode:
            return False
    return True


def by_itself(command: Sequence[str]) -> None:
    """Start a program that goes on when this one ends. Raises ``OSError``."""
    with open(os.devnull, "r+b") as nothing:
        process = subprocess.Popen(
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            cwd=os.sep,
            creationflags=_APART,
            start_new_session=True,
        )
    # Somebody has to ask how it ended, or the system keeps its entry.
    threading.Thread(target=process.wait, name="how it ended", daemon=True).start()


def set_up(start: Start, run: Run = scheduler) -> None:
    """Do it. What is there already of that way is replaced. Raises ``OSError``; then nothing new is left."""
    take_away((start.way,), run=run)
    _write(start.path, start.content)
    try:
        if start.way == "schtasks" and run(["/Create", "/TN", TASK, "/XML", str(start.path), "/F"]):
            raise OSError("Windows did not take the task")
        if start.link is not None:
            start.link.parent.mkdir(parents=True, exist_ok=True)
            start.link.symlink_to(start.path)
    except OSError:
        take_away((start.way,), run=run)
        raise
    finally:
        if start.way == "schtasks":
            start.path.unlink(missing_ok=True)


def take_away(
    which: Sequence[Way] = ways(), environ: Mapping[str, str] = os.environ, run: Run = scheduler
) -> list[str]:
    """Take away what starts it, by any of these ways; returns what was there. Raises ``OSError``."""
    gone = []
    for way in which:
        if way == "schtasks":
            if there(way, environ, run):
                gone.append(TASK)
                if run(["/Delete", "/TN", TASK, "/F"]):
                    raise OSError("Windows did not take the task away")
            continue
        path = place(way, environ)
        for one in (path.parent / "default.target.wants" / path.name, path) if way == "systemd" else (path,):
            if one.is_symlink() or one.exists():
                one.unlink()
                gone.append(str(one))
                _leave_no_empty(one.parent, _MADE[way])
    return gone


def _leave_no_empty(folder: Path, ours: Sequence[str]) -> None:
    """Take away the folders that were made for it, from the inside on, as far as nothing else is in them."""
    with suppress(OSError):
        for name in ours:
            if folder.name == name:
                folder.rmdir()
                folder = folder.parent


def there(way: Way, environ: Mapping[str, str] = os.environ, run: Run = scheduler) -> bool:
    """Whether this way is set up."""
    if way == "schtasks":
        with suppress(OSError):
            return run(["/Query", "/TN", TASK]) == 0
        return False
    path = place(way, environ)
    return path.exists() and (way != "systemd" or (path.parent / "default.target.wants" / path.name).exists())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR), "wb") as file:
        file.write(content)
