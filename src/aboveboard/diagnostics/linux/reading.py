"""Small steps that all readers take: a file as text, as a number, as pairs; what is not there is empty."""

from __future__ import annotations

import os
import re

from aboveboard.diagnostics.linux.files import TEXT_BYTES
from aboveboard.diagnostics.linux.machine import Machine

_WHOLE = re.compile(r"[+-]?\d{1,19}")
_OWN_NUMBERS = ("/etc/machine-id", "/var/lib/dbus/machine-id", "/proc/sys/kernel/random/boot_id")
_OF_THIS_PROCESS = os.urandom(16)


def text(machine: Machine, path: str, limit: int = TEXT_BYTES) -> str:
    """A file as text; strange bytes become signs that say so. Raises ``OSError`` and ``ValueError``."""
    return machine.data(path, limit).decode("utf-8", "replace")


def text_or(machine: Machine, path: str, otherwise: str = "") -> str:
    """A file as text without the space around it, or ``otherwise`` when it cannot be read."""
    try:
        return text(machine, path).strip()
    except (OSError, ValueError):
        return otherwise


def number(machine: Machine, path: str) -> int | None:
    """The whole number that a file of ``/sys`` holds; ``None`` when it holds none."""
    return whole(text_or(machine, path))


def whole(word: str) -> int | None:
    """The whole number that a word is, of at most 19 digits; ``None`` for anything else."""
    word = word.strip()
    return int(word) if _WHOLE.fullmatch(word) and word.isascii() else None


def decimal(word: str) -> float | None:
    """The plain decimal number that a word is; ``None`` for anything else, as for ``nan`` and ``1e9``."""
    return float(word) if re.fullmatch(r"-?\d{1,15}(\.\d{0,15})?", word) and word.isascii() else None


def names(machine: Machine, path: str) -> list[str]:
    """What is in a folder, sorted; empty when it is not there or cannot be read."""
    try:
        return machine.names(path)
    except (OSError, ValueError):
        return []


def real(machine: Machine, path: str) -> str:
    """Where a path leads; empty when it leads nowhere."""
    try:
        return machine.real(path)
    except (OSError, ValueError):
        return ""


def pairs(content: str, sign: str = "=") -> dict[str, str]:
    """``KEY=value`` lines, as shell-like files hold them, without quotes; comments and other lines are passed over."""
    found = {}
    for line in content.splitlines():
        key, there, value = line.partition(sign)
        if there and not key.lstrip().startswith("#"):
            value = value.strip()
            quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
            found[key.strip()] = value[1:-1] if quoted else value
    return found


def kilobytes(content: str) -> dict[str, int]:
    """``/proc/meminfo`` in bytes."""
    found = {}
    for line in content.splitlines():
        key, there, rest = line.partition(":")
        words = rest.split()
        amount = whole(words[0]) if there and words else None
        if amount is not None and amount >= 0:
            found[key] = amount * 1024 if words[1:] == ["kB"] else amount
    return found


def own_key(machine: Machine) -> bytes:
    """What only this computer knows, so that a digest tells a name to nobody who tries names.

    An image of a container has no number of its own, or that of all its kin; then it lasts until the next start.
    """
    for path in _OWN_NUMBERS:
        number = text_or(machine, path).replace("-", "").lower()
        if re.fullmatch(r"[0-9a-f]{32}", number) and len(set(number)) > 1:
            return number.encode()
    return _OF_THIS_PROCESS
