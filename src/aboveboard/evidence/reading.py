"""What the pages and programs read of the checks: each promise with its newest figures."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import translation

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.models import CheckRun, Finding, State
from aboveboard.evidence.table import INVARIANTS


@dataclass(frozen=True, slots=True)
class Standing:
    """One promise and its newest run; `run` None: it was never checked yet."""

    invariant: Invariant
    run: CheckRun | None

    @property
    def state(self) -> str:
        """The state's value; before the first run there was nothing to check."""
        return self.run.state if self.run is not None else State.NOTHING.value


def standings() -> list[Standing]:
    """Every promise in the order of the list."""
    # A promise's newest run is its newest row: an older one is never written again.
    newest = CheckRun.objects.order_by("promise").values_list("promise").annotate(Max("pk"))
    rows = CheckRun.objects.in_bulk([pk for _promise, pk in newest])
    runs = {run.promise: run for run in rows.values()}
    return [Standing(one, runs.get(promise)) for promise, one in INVARIANTS.items()]


def broken() -> list[str]:
    """The promises whose newest run found a violation."""
    return [one.invariant.promise for one in standings() if one.state == State.VIOLATED]


def findings(run: CheckRun) -> list[Finding]:
    """The rows that a run named."""
    return list(run.findings.order_by("pk"))


def history(promise: str, most: int = 30) -> list[CheckRun]:
    """What a promise came to, the newest first."""
    return list(CheckRun.objects.filter(promise=promise).order_by("-pk")[:most])


def as_data(standing: list[Standing]) -> dict[str, Any]:
    """The figures for programs, in English: `{"promises": [{"id", "invariant", "population", …}]}`."""
    with translation.override("en"):
        return {"promises": [_entry(one.invariant, one.run, one.state) for one in standing]}


def _entry(invariant: Invariant, run: CheckRun | None, state: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": invariant.promise,
        "words": str(invariant.words),
        "invariant": str(invariant.says),
        "population": run.population if run is not None else 0,
        "violations": run.violations if run is not None else 0,
        "checked_at": run.checked_at.astimezone(dt.UTC).isoformat(timespec="seconds") if run is not None else None,
        "state": state,
        "tree_head": {"size": run.head_size, "root": run.head_root} if run is not None and run.head_size else None,
    }
    if run is not None and run.reason:
        entry["reason"] = run.reason
    return entry
