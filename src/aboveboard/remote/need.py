"""Who typed a code may read the proof of that session; whose case it is, what is remembered of its computer."""

import uuid
from collections.abc import Mapping

from aboveboard.ground.access import Access
from aboveboard.ground.need import need
from aboveboard.remote import computers, queries


@need("rights", "code")
def joined(access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """The person of the session whose code was typed, with its case. The door has looked whether it is over."""
    found = queries.session(access.session) if access.session is not None else None
    return {found.subject: found.case_id} if found is not None and found.subject in subjects else {}


@need("recognise", "staff")
def same_computer(access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """The technician of an open case opens what earlier cases left of the same computer: that purpose opens no more."""
    return computers.seen_by(access.technician.pk, subjects)
