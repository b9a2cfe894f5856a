"""Who is asking. Made at a door alone (of a page, a link, a kind of due work) and passed down."""

import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and what for. Journeys, queries and the purpose gate decide by it what may be done and seen."""

    kind: str
    """`anyone`, `customer`, `code`, `staff` or `job`."""
    person_id: uuid.UUID | None = None
    """The customer who asks, by their browser's session or by a link that was sent to them; for `code` whose it is."""
    technician: Any = None
    """The member of staff who asks: active and signed in."""
    bound: bool = False
    """Whether this member of staff showed a second factor and signed the confidentiality statement in force."""
    role: str | None = None
    purpose: str | None = None
    job: str = ""
    """The kind of due work that runs, for `job`."""
    session: uuid.UUID | None = None
    """For `code`: the one session whose code was typed in this browser. That alone does not make it the customer's."""

    @property
    def actor(self) -> str:
        """Who it is, for the record of openings: the technician's id, the kind of work, or empty for the person."""
        return str(self.technician.pk) if self.technician is not None else self.job


def job(kind: str) -> Access:
    """The access of one kind of due work."""
    return Access("job", job=kind)


def person(identifier: uuid.UUID) -> Access:
    """The access of the person themself, proven by the caller (a link sent to them, their browser's session)."""
    return Access("customer", person_id=identifier)
