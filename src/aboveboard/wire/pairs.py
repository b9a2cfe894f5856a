"""What the relay knows of the key handshake of the customer's end with one technician: order, not secrets."""

from uuid import UUID

from aboveboard.wire.keys import verify_tally
from aboveboard.wire.limits import HANDSHAKES_PER_SECOND, SECOND
from aboveboard.wire.payloads import Commit, Reveal, Tally, to_bytes
from aboveboard.wire.types import Role


class Pair:
    """The state of one handshake: commitments first, then what they committed to."""

    def __init__(self) -> None:
        self._commits: dict[Role, str] = {}
        self._reveals: dict[Role, Reveal] = {}
        self._begun: list[int] = []

    @property
    def complete(self) -> bool:
        """Both have revealed: there is a phrase to compare."""
        return len(self._reveals) == 2

    def may_begin(self, now: int) -> bool:
        """Whether the technician may commit again: the customer's end answers each time, and must not be worn out."""
        self._begun = [at for at in self._begun if now - at < SECOND]
        if len(self._begun) >= HANDSHAKES_PER_SECOND:
            return False
        self._begun.append(now)
        return True

    def commit(self, role: Role, payload: Commit) -> bool:
        """Take a commitment. True if it begins the handshake anew."""
        if self._commits.get(role) == payload.commitment:
            return False
        anew = role in self._commits and bool(self._reveals)
        if anew:
            self._commits.clear()
            self._reveals.clear()
        self._commits[role] = payload.commitment
        return anew

    def reveal(self, role: Role, payload: Reveal) -> bool:
        """Take what was committed to. False, and nothing taken, before both committed or a second time."""
        if len(self._commits) < 2 or role in self._reveals:
            return False
        self._reveals[role] = payload
        return True

    def signing(self, role: Role) -> str | None:
        """The signing key that ``role`` revealed."""
        reveal = self._reveals.get(role)
        return reveal.signing if reveal else None


def signer(session: UUID, tally: Tally, keys: list[str]) -> str | None:
    """Which of the revealed signing ``keys`` signed this tally."""
    signature = to_bytes(tally.signature)
    for key in keys:
        if verify_tally(to_bytes(key), signature, session, tally.counts, tally.bytes, tally.last):
            return key
    return None
