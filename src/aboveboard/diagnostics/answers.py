"""What a system answers to one question: now, or in a recording of it. The readers of Windows and macOS stand on this.

A recording is a folder with ``aboveboard/system.json`` (``{"system": "windows", "captured_at": unix}``) and one file a
question in ``windows/`` or ``macos/``, byte for byte as the system gave it.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from aboveboard.diagnostics.looks import System

ANSWER_BYTES: Final = 4 * 2**20
"""The longest answer that is read; what is longer counts as not told."""
REFUSED: Final = "This may not be read without special rights."
SILENT: Final = "This computer does not tell."
MISSING: Final = "This was not recorded."
STRANGE: Final = "This could not be understood."
UNREAD: Final = "This could not be read."


class NotTold(OSError):
    """The system did not answer. The message is one plain sentence, without anything the system said."""


class Answers(Protocol):
    """Who answers. Making one opens nothing and starts nothing."""

    def now(self) -> float:
        """The time of the answers in Unix seconds."""

    def begin(self) -> None:
        """Start what must be started once, and wait a bounded time for it."""

    def data(self, question: str) -> bytes:
        """The whole answer. Raises ``NotTold``."""


class Recorded:
    """Answers from a recording; a question without a file was not recorded."""

    def __init__(self, folder: Path, system: System) -> None:
        self._folder = folder
        self._system = system

    def now(self) -> float:
        """When the computer was recorded; 0 where the recording does not say."""
        at = described(self._folder).get("captured_at")
        return float(at) if isinstance(at, int | float) and 0 <= at < 1e11 else 0.0

    def begin(self) -> None:
        """Nothing to start."""

    def data(self, question: str) -> bytes:
        """The recorded bytes; no link, pipe or device is followed."""
        return bounded(self._folder / self._system / question)


def bounded(path: Path, missing: str = MISSING) -> bytes:
    """A plain file of at most ``ANSWER_BYTES``, in a folder that is no link. Raises ``NotTold``."""
    if path.parent.is_symlink():
        raise NotTold(UNREAD)
    try:
        # Opening must not wait for a pipe that nobody writes to, nor follow a link out of the recording.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise NotTold(missing) from None
    except PermissionError:
        raise NotTold(REFUSED) from None
    except OSError:
        raise NotTold(UNREAD) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotTold(UNREAD)
    with os.fdopen(number, "rb") as file:
        try:
            data = file.read(ANSWER_BYTES + 1)
        except OSError:
            raise NotTold(UNREAD) from None
    if len(data) > ANSWER_BYTES:
        raise NotTold(STRANGE)
    return data


class Live:
    """Answers of this computer: by a function of its own for each question, else by what ``otherwise`` was told.

    An answer is asked for once in each look, not by every probe that needs it: it is ``kept`` for so many seconds, one
    where nothing is said.
    """

    def __init__(
        self,
        here: Mapping[str, Callable[[], bytes]],
        otherwise: Otherwise,
        kept: Mapping[str, float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._here = here
        self._otherwise = otherwise
        self._kept_for = dict(kept or {})
        self._clock = clock
        self._kept: dict[str, tuple[float, bytes]] = {}

    def now(self) -> float:
        """The clock of this computer."""
        return time.time()

    def begin(self) -> None:
        """Start the helper, once."""
        self._otherwise.begin()

    def data(self, question: str) -> bytes:
        """Asked now where a function can; from the start of the program where only the helper could."""
        asked = self._here.get(question)
        if asked is None:
            return self._otherwise.data(question)
        now, kept = self._clock(), self._kept.get(question)
        if kept is not None and now - kept[0] < self._kept_for.get(question, 1.0):
            return kept[1]
        try:
            said = asked()
            self._kept[question] = (now, said)
            return said
        except NotTold:
            raise
        except PermissionError:
            raise NotTold(REFUSED) from None
        except (OSError, AttributeError, ValueError, LookupError):
            # AttributeError: an older or smaller system lacks the call.
            raise NotTold(SILENT) from None


class Otherwise(Protocol):
    """Who is asked what no function here can answer."""

    def begin(self) -> None:
        """Start it, once."""

    def data(self, question: str) -> bytes:
        """What it said. Raises ``NotTold``."""


def described(folder: Path) -> dict[str, Any]:
    """What a captured or recorded folder says of itself; empty where it says nothing sound."""
    try:
        said = json.loads(bounded(folder / "aboveboard" / "system.json"))
    except (NotTold, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def text(data: bytes) -> str:
    """Text as Windows and macOS write it: UTF-16 with its mark (PowerShell's ``>``), else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def as_json(answers: Answers, question: str) -> Any:
    """The answer as JSON; ``None`` for one that is empty. Raises ``NotTold``, also when the system refused."""
    said = text(answers.data(question)).strip()
    if not said:
        return None
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        raise NotTold(STRANGE) from None
    if isinstance(found, dict) and len(found) == 1:
        if found.get("refused") is True:
            raise NotTold(REFUSED)
        if found.get("missing") is True:
            raise NotTold(SILENT)
        if found.get("failed") is True:
            raise NotTold(SILENT)
    return found


def number(value: object) -> float | None:
    """A finite number, also from text such as ``"87%"``; else ``None``. True and False are no numbers."""
    if isinstance(value, str):
        try:
            value = float(value.strip().rstrip("%").strip())
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e18 else None


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; empty for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(row: Mapping[str, Any], name: str) -> str:
    """A value as text without space around it; empty where there is none."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def known(**values: float | None) -> dict[str, float]:
    """The values that are known, as a sample wants them."""
    return {name: float(value) for name, value in values.items() if value is not None}
