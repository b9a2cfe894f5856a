"""Memory, battery and busy programs of a Windows computer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, STRANGE, Answers, as_json, known, number
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.programs import answered
from aboveboard.diagnostics.windows.cim import Row, rows, rows_or_none
from aboveboard.diagnostics.windows.registry import own_key

_FLOW: Final = 500
"""mW."""


def memory(answers: Answers) -> Mapping[str, Reading]:
    """Bytes of memory and page file; pages written to the page file as the counter of swapping."""
    said = as_json(answers, "memory.json")
    if not isinstance(said, dict):
        return {"memory.use": Unknown(STRANGE)}
    total, available = number(said.get("total")), number(said.get("available"))
    values = known(
        fitted=number(said.get("fitted")) or total,
        available=available,
        available_share=available / total if available is not None and total else None,
        swap_size=number(said.get("page_file")),
        swap_used_share=number(said.get("page_file_used_share")),
        swapped_pages=number(said.get("pages_written")),
    )
    return {"memory.use": (Sample(values),)}


def programs(answers: Answers) -> Mapping[str, Reading]:
    """The programs that use most, and how long the person has been away."""
    return answered(answers, own_key(answers))


def battery(answers: Answers) -> Mapping[str, Reading]:
    """Each battery: what it holds of what it held when new; charge, and whether it empties although mains are there.

    Windows tells charge and flow of all batteries together while the program runs: these are told with the first.
    """
    status = rows(answers, "battery-status.json")
    if not status:
        return {"battery.state": ()}
    full, new = rows_or_none(answers, "battery-full.json"), rows_or_none(answers, "battery-static.json")
    samples = []
    count = max(len(full), len(status))
    for place in range(count):
        now = status[place] if place < len(status) else {}
        held, held_new = _at(full, place, "FullChargedCapacity"), _at(new, place, "DesignedCapacity")
        remaining = number(now.get("RemainingCapacity"))
        whole = number(now.get("MaxCapacity")) or held
        values = known(
            full_share=held / held_new if held and held_new else None,
            charge_share=min(1.0, remaining / whole) if remaining is not None and whole else None,
            discharging_on_mains=_empties(now),
        )
        samples.append(Sample(values, subject=f"battery-{place + 1}"))
    return {"battery.state": tuple(samples)}


def _at(listed: list[Row], place: int, name: str) -> float | None:
    return number(listed[place].get(name)) if place < len(listed) else None


def _empties(status: Row) -> float | None:
    online, emptying, flow = (status.get(name) for name in ("PowerOnline", "Discharging", "DischargeRate"))
    if not isinstance(online, bool) or not isinstance(emptying, bool):
        return None
    # Some firmware says that a full battery discharges while nothing flows.
    flow = number(flow)
    return float(online and emptying and (flow is None or flow > _FLOW))


def uptime(answers: Answers) -> Mapping[str, Reading]:
    """Seconds since Windows really started: shutting down with fast start-up is no start."""
    said = as_json(answers, "boot.json")
    began = number(said.get("boot_time")) if isinstance(said, dict) else None
    up = answers.now() - began if began else -1
    return {"os.uptime": (Sample({"up": up}),) if up >= 0 else Unknown(SILENT)}
