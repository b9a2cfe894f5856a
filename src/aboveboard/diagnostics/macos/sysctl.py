"""``sysctl`` and ``vm_stat`` as they print: names and numbers, a line each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import Answers, text

_LINE: Final = re.compile(r"^([a-z0-9_.]{1,80}): (.{0,4096})$", re.MULTILINE)
_COUNT: Final = re.compile(r'^"?([^":\n]{1,60})"?:\s+(\d{1,19})\.$', re.MULTILINE)
_PAGE: Final = re.compile(r"page size of (\d{1,8}) bytes")
_SIZE: Final = re.compile(r"(total|used|free) = (\d{1,12}(?:[.,]\d{1,4})?)M")
_BOOT: Final = re.compile(r"\bsec = (\d{1,12})")
_LOADS: Final = re.compile(r"\{ (\d{1,6}[.,]\d{1,4}) (\d{1,6}[.,]\d{1,4}) (\d{1,6}[.,]\d{1,4}) \}")
MIB: Final = 2**20


class Sysctl:
    """What was asked of ``sysctl``."""

    def __init__(self, answers: Answers) -> None:
        """Ask. Raises ``NotTold``."""
        self._values: Mapping[str, str] = dict(_LINE.findall(text(answers.data("sysctl.txt"))))

    def text(self, name: str) -> str:
        """One value as text; empty when it is not there."""
        return self._values.get(name, "").strip()

    def number(self, name: str) -> int | None:
        """One value as a whole number."""
        said = self.text(name)
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else None

    def started(self) -> int | None:
        """``kern.boottime`` in Unix seconds."""
        found = _BOOT.search(self.text("kern.boottime"))
        return int(found[1]) if found else None

    def swap(self) -> dict[str, float]:
        """``vm.swapusage`` in bytes: total, used, free."""
        return {name: _point(size) * MIB for name, size in _SIZE.findall(self.text("vm.swapusage"))}

    def loads(self) -> tuple[float, ...]:
        """``vm.loadavg`` over 1, 5 and 15 minutes; empty when it is not there."""
        found = _LOADS.search(self.text("vm.loadavg"))
        return tuple(_point(one) for one in found.groups()) if found else ()


def _point(said: str) -> float:
    """A number with the point or the comma of the person's language."""
    return float(said.replace(",", "."))


def vm_stat(answers: Answers) -> dict[str, int]:
    """Counts of pages by name, and ``page`` for bytes in one. Raises ``NotTold``."""
    said = text(answers.data("vm_stat.txt"))
    found = {name: int(count) for name, count in _COUNT.findall(said)}
    if page := _PAGE.search(said):
        found["page"] = int(page[1])
    return found
