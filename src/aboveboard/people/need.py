"""Which due work needs to open customers: what lets them be found again is made of their names and addresses."""

import uuid
from collections.abc import Mapping

from aboveboard.ground.access import Access
from aboveboard.ground.need import need
from aboveboard.people.models import Customer
from aboveboard.people.operations import INDEX


@need("search", "job")
def indexed(access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """The work that makes the index anew opens every customer, and nobody else."""
    if access.job != INDEX:
        return {}
    return dict.fromkeys(Customer.objects.filter(pk__in=subjects).values_list("pk", flat=True))
