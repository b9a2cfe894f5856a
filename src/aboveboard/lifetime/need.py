"""Administrators read why something of a person is held, and of nobody else."""

import uuid
from collections.abc import Mapping

from aboveboard.ground.access import Access
from aboveboard.ground.clock import now
from aboveboard.ground.need import need
from aboveboard.lifetime.holds import in_force


@need("rights", "staff")
def held(access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """The people of whom something is held now, each with the hold that gives the need."""
    if access.role != "administrator":
        return {}
    return dict(in_force(now()).filter(subject__in=subjects).values_list("subject", "pk"))
