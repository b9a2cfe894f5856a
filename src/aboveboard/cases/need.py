"""Which members of staff need to open which people: those on duty the waiting, the assigned theirs, supervisors all."""

import uuid
from collections.abc import Mapping

from aboveboard.cases.models import Case, Status
from aboveboard.cases.queries import READS_ALL
from aboveboard.ground.access import Access
from aboveboard.ground.need import need
from aboveboard.ground.plainly import as_uuid, rows_by

Needs = Mapping[uuid.UUID, uuid.UUID | None]


@need("triage", "staff")
def waiting(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:  # noqa: ARG001  # every rule is called alike
    """Staff on duty see the few lines by which a waiting case is sorted."""
    return _cases(subjects, status=Status.OPEN.value)


@need("support", "staff")
def assigned(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:
    """The technician whose case it is opens the person, also after it was closed."""
    return _cases(subjects, assigned_to_id=access.technician.pk)


@need("supervise", "staff")
def supervised(access: Access, subjects: frozenset[uuid.UUID]) -> Needs:
    """Who supervises may look at how any case is handled."""
    if access.role not in READS_ALL:
        return {}
    return _cases(subjects)


def _cases(subjects: frozenset[uuid.UUID], **equal: str | uuid.UUID) -> Needs:
    """One case of each of these people who has such a one."""
    return {subject: as_uuid(case) for subject, case in rows_by(Case, "subject", subjects, ("id",), **equal)}
