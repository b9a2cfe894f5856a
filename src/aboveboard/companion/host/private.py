"""This process keeps its memory and its open files to itself, as far as the system lets it.

Other programs of the same user could otherwise write answers into the line between the windows and the conversation,
read a password out of the memory, or find it in what a crash leaves.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def keep_to_ourselves() -> None:
    """From now on; a program that this one starts begins without it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
