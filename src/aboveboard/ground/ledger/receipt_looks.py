"""What a receipt's file shows of the computer, held against the commitments of its record. Pure."""

from collections.abc import Callable
from typing import Any, Final

from aboveboard.ground.ledger import content

_SHOWN: Final = {"salt", "look"}
_WHEN: Final = {"before": "before", "after": "at the last look"}


def looks(bound: list[dict[str, Any]], shown: list[dict[str, Any]], say: Callable[[str], None]) -> list[str]:
    """Sentences about each look that the record is bound to. `say` gets what does not hold."""
    by_occasion: dict[str, dict[str, Any]] = {}
    for one in shown:
        occasion = str(one["look"]["occasion"])
        if set(one) != _SHOWN or occasion in by_occasion:
            say(f"What is shown of the computer ({occasion}) has not exactly the parts of a look, or stands twice.")
        by_occasion[occasion] = one
    lines = []
    for row in bound:
        when = f"{_WHEN.get(row['occasion'], row['occasion'])}, as of {row['at']}"
        one = by_occasion.pop(row["occasion"], {})
        if not one:
            lines.append(f"The computer {when}: what was seen is not in this file, or not kept any more.")
        elif content.commitment(bytes.fromhex(one["salt"]), content.canonical(one["look"])) != row["commitment"]:
            say(f"What is shown of the computer ({row['occasion']}) is not what the ledger was bound to.")
        else:
            lines += _told(f"The computer {when}: ", one["look"])
    for occasion in by_occasion:
        say(f"The record knows of no look at the computer ({occasion}).")
    return lines


def _told(begins: str, look: dict[str, Any]) -> list[str]:
    wrong = [f"{begins}{_finding(one)}." for one in look["findings"]] or [f"{begins}nothing wrong was found."]
    return wrong + [f"{begins}put right: {_finding(one)}." for one in look["put_right"]]


def _finding(one: dict[str, Any]) -> str:
    what = ", ".join(part for part in (one["severity"], one["subject"]) if part)
    values = ", ".join(f"{name} {_number(value)}" for name, value in one["values"].items())
    return f"{one['rule']} ({what})" + (f": {values}" if values else "")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
