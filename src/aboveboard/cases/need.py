"""Which members of staff need to open which people: those on duty the waiting, the assigned theirs, supervisors all."""

import uuid
from collections.abc import Mapping

from aboveboard.cases.models import Case, Status
from aboveboard.cases.queries import READS_ALL
from aboveboard.ground.access import Access
from aboveboard.ground.need import need

Needs = Mapping[uuid.UUID, uuid.UUID | None]


@need("triage", "staff")
def waiting(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:  # noqa: ARG001  # every rule is called alike
    """Staff on duty see the few lines by which a waiting case is sorted."""
    rows = Case.objects.filter(subject__in=subjects, status=Status.OPEN)
    return dict(rows.values_list("subject", "pk"))


@need("support", "staff")
def assigned(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:
    """The technician whose case it is opens the person, also after it was closed."""
    rows = Case.objects.filter(subject__in=subjects, assigned_to_id=access.technician.pk)
    return dict(rows.values_list("subject", "pk"))


@need("supervise", "staff")
def supervised(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:
    """Who supervises may look at how any case is handled."""
    if access.role not in READS_ALL:
        return {}
    return dict(Case.objects.filter(subject__in=subjects).values_list("subject", "pk"))
