"""What the system forgets and the watch writes down: how long starts took, and since when an update waits.

systemd knows the latest start alone, and no list of updates has dates. Updates are known by marks without their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from aboveboard.diagnostics.linux.answers import Moment, Start
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.watch import folder as files

NAME: Final = "starts.json"
UPDATES: Final = "updates.json"
MOST: Final = 10
_MARKS: Final = 10_000
Mark = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}\Z")]


def remembered(folder: Path) -> tuple[Start, ...]:
    """The starts that were written down, the newest last; none where the file is not there or not to be used."""
    try:
        kept = files.read(folder / NAME)
        return msgspec.json.decode(kept, type=tuple[Start, ...])[-MOST:] if kept else ()
    except (files.Unreadable, msgspec.MsgspecError, RecursionError):
        return ()


def together(told: tuple[Start, ...], kept: tuple[Start, ...]) -> tuple[Start, ...]:
    """What the system tells and what was written down, each once: no two starts take the same time to the µs."""
    known = {one.took for one in told}
    return (*told, *(one for one in reversed(kept) if one.took not in known))


def remember_start(folder: Path, look: Look) -> None:
    """Write down the start that a look tells of, if that has not been done. Raises ``OSError``."""
    starts, up = look.measures.get("os.start"), look.measures.get("os.uptime")
    if look.system != "linux" or not isinstance(starts, tuple) or not isinstance(up, tuple) or not starts or not up:
        return
    kept = remembered(folder)
    known = {one.took for one in kept}
    running = up[0].values.get("up")
    # All but the latest came from here.
    new = [one.values["took"] for one in starts if one.values.get("took", 0.0) and one.values["took"] not in known]
    if len(new) == 1 and running is not None:
        fresh = (*kept, Start(at=max(0.0, look.at - running), took=new[0]))[-MOST:]
        files.write(folder / NAME, msgspec.json.encode(fresh))


def waiting_since(folder: Path) -> dict[str, float]:
    """Mark of an update → when it was first seen waiting; empty where the file is not there or not to be used."""
    try:
        kept = files.read(folder / UPDATES)
        told = msgspec.json.decode(kept, type=dict[Mark, Moment]) if kept else {}
    except (files.Unreadable, msgspec.MsgspecError, RecursionError):
        return {}
    return told if len(told) <= _MARKS else {}


def remember_waiting(folder: Path, since: Mapping[str, float]) -> None:
    """Write down since when updates wait, if that has changed. Raises ``OSError``."""
    if dict(since) != waiting_since(folder) and len(since) <= _MARKS:
        files.write(folder / UPDATES, msgspec.json.encode(since))
