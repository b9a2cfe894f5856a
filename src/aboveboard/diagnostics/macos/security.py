"""What guards a Mac: firewall and FileVault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, known, text
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.facts import kind_of

_STATE: Final = re.compile(r"\(State = ([0-2])\)")
_VAULT: Final = re.compile(r"^FileVault is (On|Off)\b", re.MULTILINE)


def firewall(answers: Answers) -> Mapping[str, Reading]:
    """``socketfilterfw --getglobalstate``: 0 off, 1 on, 2 on and blocking all that comes in."""
    state = _STATE.search(text(answers.data("firewall.txt")))
    return {"security.firewall": (Sample({"off": float(state[1] == "0")}),) if state else Unknown(SILENT)}


def encryption(answers: Answers) -> Mapping[str, Reading]:
    """``fdesetup status``, and whether this is a computer that is carried about.

    Newer Macs encrypt their disk in any case; only with FileVault does it take the person's password to open it.
    """
    state = _VAULT.search(text(answers.data("fdesetup.txt")))
    kind = kind_of(answers)
    values = known(laptop=kind == "laptop" if kind else None, encrypted=state[1] == "On" if state else None)
    return {"security.encryption": (Sample(values),) if values else Unknown(SILENT)}
