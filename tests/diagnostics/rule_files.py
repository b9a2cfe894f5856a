"""Files of rules for tests, and looks that give one measure."""

from pathlib import Path

from aboveboard.diagnostics.looks import Look, Reading, Sample, System
from aboveboard.diagnostics.rules import Rules, load_rules
from aboveboard.wire.computer import ComputerFacts

NOON = 1_795_435_200.0
"""23 November 2026, 12:00 UTC."""

WHOLE = """
["disk.projects"]
systems = ["linux"]
measure = "disk.space"
warn.when = "used_share > 90 % and free < 100 GB"
warn.clear = "used_share < 88 % or free > 120 GB"
what.en = "The disk with the projects is filling up"
advice.en = "Move finished projects to the archive. Ask the office which ones."
confirm.linux = "df -h"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def own(folder: Path, text: str) -> Rules:
    """The rules of this text alone."""
    extra = load_rules(written(folder, text))
    ours = load_rules().by_id
    return Rules({name: rule for name, rule in extra.by_id.items() if name not in ours})


def only(name: str) -> Rules:
    """One rule of ours."""
    return Rules({name: load_rules().by_id[name]})


def look(measure: str, reading: Reading | dict[str, float], at: float = NOON, system: System = "linux") -> Look:
    """A look that gives this measure alone; a dictionary is one sample."""
    given = (Sample(reading),) if isinstance(reading, dict) else reading
    return Look(at, system, ComputerFacts(), measures={measure: given})
