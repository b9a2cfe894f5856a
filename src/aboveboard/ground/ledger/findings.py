"""What a check of the ledger finds: each finding names the place and says what is wrong there. Pure."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

MOST: Final = 100
"""Findings that are told one by one; of more there is only the number."""


@dataclass(slots=True)
class Finding:
    """`what`: changed, removed, reordered, inserted, column, commitment, tree, range, head, mark, beyond.

    `seq` is the place in the tree, `id` and `kind` are those of the row, None where there is no row to name.
    """

    what: str
    text: str
    seq: int | None = None
    id: int | None = None
    kind: str | None = None


@dataclass(slots=True)
class Report:
    """The outcome of a full check."""

    size: int = 0
    entries: int = 0
    waiting: int = 0
    waiting_since: str = ""
    """When the oldest that waits was written, at the latest; empty where none waits."""
    waits_long: bool = False
    commitments: int = 0
    heads: int = 0
    key: str = ""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    gaps: list[dict[str, int | str]] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it where there are too many."""
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.more += 1

    @property
    def full(self) -> bool:
        """Whether further findings are only counted."""
        return len(self.findings) >= MOST

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def public(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)
