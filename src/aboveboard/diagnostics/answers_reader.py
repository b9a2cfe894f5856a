"""The reader of a computer that is asked questions, as Windows and macOS are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aboveboard import __version__
from aboveboard.diagnostics.answers import Answers, NotTold
from aboveboard.diagnostics.looks import Probe, System, Unknown

Read = Callable[[Answers], Mapping[str, object]]
Asked = tuple[str, tuple[str, ...], Read, bool]
"""One probe: its name, what it gives, what makes that of the answers, and whether it is heavy."""


class AnswersReader:
    """Reads a computer by answers, of now or recorded. ``asked``: what there is to read, facts first."""

    def __init__(self, system: System, answers: Answers, asked: Sequence[Asked]) -> None:
        self._system = system
        self._answers = answers
        self._asked = asked

    @property
    def system(self) -> System:
        """Which system's rules apply."""
        return self._system

    def now(self) -> float:
        """The time of the answers."""
        return self._answers.now()

    def probes(self) -> tuple[Probe, ...]:
        """What there is to read. The first time, the helper is started and waited for, a few seconds at most."""
        self._answers.begin()
        own = Probe("tool", ("fact:tool_version",), lambda: {"fact:tool_version": __version__}, heavy=True)
        return (own, *(self._probe(*one) for one in self._asked))

    def _probe(self, name: str, gives: tuple[str, ...], read: Read, heavy: bool) -> Probe:
        def told() -> Mapping[str, object]:
            try:
                return read(self._answers)
            except NotTold as why:
                return dict.fromkeys(gives, Unknown(str(why)))

        return Probe(name, gives, told, heavy)
