"""disk.leftovers: when trash and temporary files are worth a walk, and what a system answers of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.answers import SILENT, Answers, as_json, known, number
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_GB: Final = 1000**3


def is_low(used_share: float, free: float) -> bool:
    """Whether there is so little space, ``free`` in bytes, that it is worth a walk: as ``disk.system-full`` has it."""
    return (used_share > 0.9 and free < 10 * _GB) or used_share > 0.97 or free < 2 * _GB


def answered(answers: Answers, volume: Mapping[str, Any] | None) -> Mapping[str, Reading]:
    """Asked only while the system's ``volume`` (``free`` and ``total`` in bytes) is low. Raises ``NotTold``."""
    if volume is None:
        return {"disk.leftovers": Unknown(SILENT)}
    if not is_low(1 - volume["free"] / volume["total"], volume["free"]):
        return {"disk.leftovers": (Sample({"trash": 0.0, "temporary": 0.0, "low_on_space": 0.0}),)}
    said = as_json(answers, "leftovers.json")
    if not isinstance(said, dict):
        return {"disk.leftovers": Unknown(SILENT)}
    values = known(trash=number(said.get("trash")), temporary=number(said.get("temporary")), low_on_space=1)
    return {"disk.leftovers": (Sample(values),)}
