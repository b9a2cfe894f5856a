"""How long earlier starts of the system took: systemd knows the latest alone, so the watch writes each down."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from aboveboard.diagnostics.linux.answers import Start
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.watch import folder as files

NAME: Final = "starts.json"
MOST: Final = 10


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


def remember(folder: Path, look: Look) -> None:
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
