"""One end's side of the key handshake with one peer: commit before reveal.

::

    technician                      customer
    COMMIT  ───────────────────────►
            ◄─────────────────────── COMMIT
    REVEAL  ───────────────────────►         (matches the commitment, or the customer ends with "keys")
            ◄─────────────────────── REVEAL  (matches the commitment, or the technician ends with "keys")
    phrase                            phrase

Whoever stands between the two has to choose keys before it sees either side's, so it cannot try keys until the
phrases agree. The technician begins; a new COMMIT of the technician (a reload that lost its keys) begins anew, and
the customer answers it with the same keys only as long as it never revealed them.
"""

from uuid import UUID

from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.keys import Keys, Revealed, commitment, matches, phrase
from aboveboard.wire.payloads import Commit, Reveal, to_bytes, to_text
from aboveboard.wire.sealing import NotSealedError, seal, unseal
from aboveboard.wire.types import Role


class Handshake:
    """The handshake of ``role`` with participant ``peer``.

    ``receive`` returns what to send. It raises ProtocolError FORBIDDEN with the reason "keys" when the peer reveals
    what it did not commit to: then the session must end.
    """

    def __init__(self, role: Role, session: UUID, peer: int, keys: Keys | None = None) -> None:
        self.role = role
        self.peer = peer
        self._session = session
        self._keys = keys or Keys()
        self._revealed = False
        self._committed: bytes | None = None
        self._theirs: Revealed | None = None
        self.phrase: tuple[str, ...] | None = None

    def begin(self) -> Commit:
        """The technician's first frame; again after its keys were lost or the customer's line changed."""
        if self._revealed:
            self._keys = self._keys.fresh()
        self._revealed, self._committed, self.phrase = False, None, None
        return self._commit()

    def receive(self, payload: Commit | Reveal) -> list[Commit | Reveal]:
        """What to send in answer to the peer's COMMIT or REVEAL."""
        if isinstance(payload, Commit):
            return self._on_commit(payload)
        return self._on_reveal(payload)

    def _on_commit(self, payload: Commit) -> list[Commit | Reveal]:
        if self.role is Role.TECHNICIAN:
            if self._revealed:
                # The customer answers each COMMIT; an answer to an older one says nothing new.
                return []
            self._committed = to_bytes(payload.commitment)
            return [self._reveal()]
        if self._revealed:
            self._keys = self._keys.fresh()
            self._revealed = False
        self._committed = to_bytes(payload.commitment)
        self.phrase = None
        return [self._commit()]

    def _on_reveal(self, payload: Reveal) -> list[Commit | Reveal]:
        if self._committed is None or self.phrase is not None:
            raise ProtocolError(CloseCode.FORBIDDEN, "keys")
        theirs = Revealed(to_bytes(payload.agreement), to_bytes(payload.signing), to_bytes(payload.nonce))
        other = Role.CUSTOMER if self.role is Role.TECHNICIAN else Role.TECHNICIAN
        if not matches(self._committed, other, theirs):
            raise ProtocolError(CloseCode.FORBIDDEN, "keys")
        answer: list[Commit | Reveal] = [] if self._revealed else [self._reveal()]
        mine = self._keys.revealed
        customer, technician = (mine, theirs) if self.role is Role.CUSTOMER else (theirs, mine)
        self.phrase = phrase(self._session, customer, technician)
        self._theirs = theirs
        return answer

    def seal(self, me: int, secret: str, text: str) -> tuple[bytes, bytes]:
        """The customer's password for this technician: (ephemeral key, sealed). Raises ValueError without a phrase."""
        if self.phrase is None or self._theirs is None or self.role is not Role.CUSTOMER:
            raise ValueError("there is nobody to seal it for")
        return seal(self._keys.agreement_key, self._theirs.agreement, self._session, me, self.peer, secret, text)

    def unseal(self, me: int, secret: str, ephemeral: bytes, sealed: bytes) -> str:
        """The customer's password, at the technician's end. Raises NotSealedError."""
        if self.phrase is None or self._theirs is None or self.role is not Role.TECHNICIAN:
            raise NotSealedError("there is nobody who can have sealed it")
        keys = self._keys.agreement_key, self._theirs.agreement
        return unseal(*keys, self._session, self.peer, me, secret, ephemeral, sealed)

    def _commit(self) -> Commit:
        return Commit(to=self.peer, commitment=to_text(commitment(self.role, self._keys.revealed)))

    def _reveal(self) -> Reveal:
        self._revealed = True
        mine = self._keys.revealed
        return Reveal(
            to=self.peer, agreement=to_text(mine.agreement), signing=to_text(mine.signing), nonce=to_text(mine.nonce)
        )
