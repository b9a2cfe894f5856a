"""GDPRBench's customer, processor and controller mixes as lists of operations. Pure: no database.

GDPRBench: S. Shastri, V. Banakar, M. Wasserman, A. Kumar, V. Chidambaram: "Understanding and Benchmarking the Impact of
GDPR on Database Systems", PVLDB 13(7): 1064-1077, 2020, doi:10.14778/3384345. Weights, distributions and counts are
those of its published workload files (GDPRbench/GDPRbench on GitHub, src/workloads/gdpr_{customer,processor,controller}
at 94d399c: 10,000 users, 25 purposes, 100 objections, 2 kinds of decision, 10 of each other kind of metadata; 100 bytes
of data), for the 100,000 records and 10,000 operations of the paper. What the files call reading and changing metadata
by purpose and by user is, for the customer, about their own records; for the processor, it gives the data too, as
the paper has it. A page by purpose has 50 records.
"""

import bisect
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

PURPOSES, OBJECTIONS, DECISIONS, OTHERS = 25, 100, 2, 10
PER_PERSON = 10
PAGE = 50
DATA_BYTES = 100
ZIPF = 0.99
"""YCSB's constant, which GDPRBench takes."""

MIXES: dict[str, dict[str, float]] = {
    "processor": {"read": 0.2, "page_by_purpose": 0.4, "all_of_user": 0.4},
    "customer": {
        "read_own": 0.2,
        "metadata_by_purpose": 0.1,
        "metadata_by_user": 0.1,
        "update": 0.2,
        "change_own_by_purpose": 0.1,
        "change_own": 0.1,
        "delete": 0.2,
    },
    "controller": {"create": 0.25, "change_purpose": 0.25, "change_user": 0.25, "delete": 0.25},
}
SKEWED = frozenset({"customer"})
"""The mixes whose records are chosen by Zipf's law; the others choose evenly."""
SAMPLED = {"change_purpose": 25}
"""Operations that touch thousands of records in a plain table: one in so many is run, and counts for all of them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `record`, `person` and `purpose` count from 0; `number` counts operations."""

    kind: str
    number: int
    record: int
    person: int
    purpose: int


def purpose_of(record: int) -> int:
    """The purpose that a plain record carries."""
    return record % PURPOSES


class Records:
    """Which records there are, and how often each is chosen."""

    def __init__(self, records: int, seed: int = 3) -> None:
        self.count = records
        self.chance = random.Random(seed)
        self.gone: set[int] = set()
        self._weights = list(itertools.accumulate(1 / (rank + 1) ** ZIPF for rank in range(records)))
        self._scrambled = list(range(records))
        self.chance.shuffle(self._scrambled)

    def choose(self, skewed: bool) -> int:
        """A record that is still there."""
        if skewed:
            record = self._scrambled[bisect.bisect(self._weights, self.chance.random() * self._weights[-1])]
        else:
            record = self.chance.randrange(self.count)
        while record in self.gone:
            record = (record + 1) % self.count
        return record

    def operations(self, mix: str, many: int) -> Iterator[Operation]:
        """The mix as a sequence of operations."""
        weights = MIXES[mix]
        for number, kind in enumerate(self.chance.choices(list(weights), list(weights.values()), k=many)):
            record = self.choose(mix in SKEWED)
            if kind == "delete":
                self.gone.add(record)
            yield Operation(kind, number, record, record // PER_PERSON, purpose_of(record))


def text_of(number: int) -> str:
    """Data of the length that GDPRBench gives its records."""
    return f"data {number} ".ljust(DATA_BYTES, "+")
