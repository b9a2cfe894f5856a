"""The tour's steps as they are reported: name, whether it held, how long it took."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field


class NotHeldError(Exception):
    """A step of the tour did not hold; the message says what was seen instead."""


def hold(condition: object, otherwise: str) -> None:
    """Raise ``NotHeldError`` with ``otherwise`` unless ``condition`` is true."""
    if not condition:
        raise NotHeldError(otherwise)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``ms`` is its duration in milliseconds."""

    name: str
    ok: bool
    ms: float


@dataclass
class Report:
    """All steps so far; ``tell`` gets each as a line for a person."""

    tell: Callable[[str], object] | None = None
    steps: list[Step] = field(default_factory=list)
    trouble: str = ""
    """What stopped the tour, and the end of the product's log."""

    @property
    def all_held(self) -> bool:
        """True when there are steps and each of them held."""
        return bool(self.steps) and all(step.ok for step in self.steps)

    def note(self, line: str) -> None:
        """Something to say between steps."""
        if self.tell is not None:
            self.tell(line)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step. A step that does not hold is reported and ends the tour by its exception."""
        began = time.perf_counter()
        try:
            yield
        except BaseException as error:
            self._add(Step(name, False, _since(began)), f": {error}" if str(error) else f": {type(error).__name__}")
            raise
        self._add(Step(name, True, _since(began)), "")

    def _add(self, step: Step, why: str) -> None:
        self.steps.append(step)
        self.note(f"{'ok  ' if step.ok else 'FAIL'} {step.ms:9.1f} ms  {step.name}{why}")

    def as_json(self) -> str:
        """``{"steps": [{"name": …, "ok": true, "ms": …}, …]}``."""
        return json.dumps({"steps": [asdict(step) for step in self.steps]})


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
