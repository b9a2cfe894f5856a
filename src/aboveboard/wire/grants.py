"""The grants of one session in memory: made by the customer, live once recorded, over at once when taken back."""

from enum import Enum

from aboveboard.wire.header import Header
from aboveboard.wire.payloads import Grant
from aboveboard.wire.records import GrantCount, Granted
from aboveboard.wire.types import Scope


class State(Enum):
    """A grant goes through these in order and never back."""

    PENDING = 0
    """Made, not yet recorded: nothing passes."""
    LIVE = 1
    OVER = 2


class Lease:
    """One grant: ``giver``'s yes to ``to`` for ``scope``, until ``until_us`` unless renewed."""

    __slots__ = ("bytes", "counted", "first_us", "frames", "giver", "grant", "header", "last_us", "lease_us", "scope",
                 "since_us", "state", "to", "until_us")  # fmt: skip

    def __init__(self, record: Granted, giver: int, header: Header) -> None:
        self.grant = record.grant
        self.scope = record.scope
        self.to = record.to
        self.giver = giver
        self.header = header
        self.lease_us = record.lease_ms * 1000
        self.since_us = record.at_us
        self.until_us = record.at_us + self.lease_us
        self.state = State.PENDING
        self.frames = 0
        self.bytes = 0
        self.first_us = 0
        self.last_us = 0
        self.counted = 0

    def live(self, now: int) -> bool:
        """Whether frames may pass at ``now``."""
        return self.state is State.LIVE and now < self.until_us

    def passed(self, payload_bytes: int, now: int) -> None:
        """Count one frame handed to its receiver."""
        if not self.frames:
            self.first_us = now
        self.frames += 1
        self.bytes += payload_bytes
        self.last_us = now

    def shown(self) -> Grant:
        """This grant as GRANTS shows it."""
        return Grant(grant=self.grant, scope=self.scope, to=self.to, since_us=self.since_us, until_us=self.until_us)


class Leases:
    """Every grant that is not over, and the identifiers of all that ever were."""

    def __init__(self) -> None:
        self._open: dict[str, Lease] = {}
        self._by_scope: dict[Scope, tuple[Lease, ...]] = {}
        self._closing: list[Lease] = []
        self.ever: set[str] = set()

    def add(self, lease: Lease) -> None:
        """Take in a new grant, pending."""
        self.ever.add(lease.grant)
        self._open[lease.grant] = lease
        self._index()

    def close(self, lease: Lease) -> None:
        """End a grant now. Permits that hold it are void from this moment."""
        lease.state = State.OVER
        self._open.pop(lease.grant, None)
        if lease.frames > lease.counted:
            self._closing.append(lease)
        self._index()

    def get(self, grant: str) -> Lease | None:
        """A grant that is not over."""
        return self._open.get(grant)

    def find(self, scope: Scope, to: int) -> Lease | None:
        """The grant of ``scope`` to participant ``to`` that is not over, pending or live."""
        return next((lease for lease in self._by_scope.get(scope, ()) if lease.to == to), None)

    def of(self, scope: Scope) -> tuple[Lease, ...]:
        """All grants of ``scope`` that are not over; the caller asks each whether it is live."""
        return self._by_scope.get(scope, ())

    def all(self) -> list[Lease]:
        """All grants that are not over, oldest first."""
        return list(self._open.values())

    def shown(self, now: int) -> list[Grant]:
        """The live ones, as GRANTS shows them."""
        return [lease.shown() for lease in self._open.values() if lease.live(now)]

    def renew(self, now: int) -> None:
        """Extend every grant that has not run out by its own lease from ``now``."""
        for lease in self._open.values():
            if now < lease.until_us:
                lease.until_us = now + lease.lease_us

    def counts(self) -> list[GrantCount]:
        """Counters that changed since the last call, those of grants that are over since then included."""
        changed = [lease for lease in (*self._open.values(), *self._closing) if lease.frames > lease.counted]
        self._closing.clear()
        for lease in changed:
            lease.counted = lease.frames
        return [GrantCount(lease.grant, lease.frames, lease.bytes, lease.first_us, lease.last_us) for lease in changed]

    def _index(self) -> None:
        self._by_scope = {
            scope: tuple(lease for lease in self._open.values() if lease.scope is scope) for scope in Scope
        }
