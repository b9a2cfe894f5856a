"""What the pages and programs read of the checks: each promise with its newest figures."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

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
    newest: dict[str, CheckRun] = {}
    since = CheckRun.objects.order_by("promise", "-checked_at", "-pk")
    for promise in INVARIANTS:
        run = since.filter(promise=promise).first()
        if run is not None:
            newest[promise] = run
    return [Standing(one, newest.get(promise)) for promise, one in INVARIANTS.items()]


def broken() -> list[str]:
    """The promises whose newest run found a violation."""
    return [one.invariant.promise for one in standings() if one.state == State.VIOLATED]


def findings(run: CheckRun) -> list[Finding]:
    """The rows that a run named."""
    return list(run.findings.order_by("pk"))


def history(promise: str, most: int = 30) -> list[CheckRun]:
    """What a promise came to, the newest first."""
    return list(CheckRun.objects.filter(promise=promise).order_by("-checked_at", "-pk")[:most])


def as_data(runs: dict[str, CheckRun]) -> dict[str, Any]:
    """The figures for programs, in English: `{"promises": [{"id", "invariant", "population", …}]}`."""
    with translation.override("en"):
        return {"promises": [_entry(one, runs.get(promise)) for promise, one in INVARIANTS.items()]}


def _entry(invariant: Invariant, run: CheckRun | None) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": invariant.promise,
        "promise": str(invariant.words),
        "invariant": str(invariant.says),
        "population": run.population if run is not None else 0,
        "violations": run.violations if run is not None else 0,
        "checked_at": run.checked_at.astimezone(dt.UTC).isoformat(timespec="seconds") if run is not None else None,
        "state": run.state if run is not None else State.NOTHING.value,
        "tree_head": {"size": run.head_size, "root": run.head_root} if run is not None and run.head_size else None,
    }
    if run is not None and run.reason:
        entry["reason"] = run.reason
    return entry
