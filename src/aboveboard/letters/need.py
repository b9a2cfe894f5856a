"""Which due work needs to open whom: a letter that waits to be sent, the person whom it is for."""

import uuid
from collections.abc import Mapping

from aboveboard.ground.access import Access
from aboveboard.ground.need import need
from aboveboard.letters.changes import SEND_CHANGE
from aboveboard.letters.kinds import State
from aboveboard.letters.models import ChangeLetter, Letter
from aboveboard.letters.operations import SEND


@need("communicate", "job")
def owed(access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """The work that sends letters opens those to whom one is owed."""
    kinds: dict[str, type[Letter | ChangeLetter]] = {SEND: Letter, SEND_CHANGE: ChangeLetter}
    if access.job not in kinds:
        return {}
    rows = kinds[access.job].objects.filter(subject__in=subjects, state=State.QUEUED)
    return dict(rows.values_list("subject", "pk"))
