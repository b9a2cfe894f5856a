"""How much lies in a folder. Names are not kept, links are not followed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ENTRIES: Final = 50_000
SECONDS: Final = 1.5


def size_of(folders: Iterable[Path]) -> int | None:
    """Bytes of the files in these folders and below; ``None`` for more than can be counted within the time.

    Raises ``OSError`` where a folder itself may not be read; what is closed further down is passed over. A folder that
    is not there is empty.
    """
    ends, left, total = time.monotonic() + SECONDS, ENTRIES, 0
    waiting: list[str] = [str(one) for one in folders]
    top = set(waiting)
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    left -= 1
                    if left < 0 or time.monotonic() > ends:
                        return None
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        total += entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            continue
        except OSError:
            if folder in top:
                raise
    return total
