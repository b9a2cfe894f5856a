"""What a case's page shows of the computer: what was shared, what is wrong with it, whether it was here before."""

from typing import Any

from aboveboard.ground import features
from aboveboard.ground.access import Access
from aboveboard.ground.purpose import Open
from aboveboard.journeys import computers_seen
from aboveboard.web import computer_words


def computer(case: Any, asker: Access, here: Open, *, mine: bool) -> dict[str, Any]:
    """Template context, inside the purpose for which the page is made; earlier cases open for the assigned alone."""
    if not (features.is_on("computer") and here.allows("device-facts", case.subject)):
        return {"machine": None, "earlier": [], "may_see_computer": False}
    shared = computers_seen.of_case(case.pk)
    return {
        "may_see_computer": True,
        "machine": computer_words.machine(shared[-1]) if shared else None,
        "shared_at": [(one.occasion, one.at) for one in shared],
        "earlier": [computer_words.earlier(one) for one in computers_seen.remembered(case, asker)] if mine else [],
    }
