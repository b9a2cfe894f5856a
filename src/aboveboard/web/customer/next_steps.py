"""What happens next, from the customer's point of view. It is always on the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aboveboard.cases import queries
from aboveboard.ground import features

ARRIVED, WAITING, WRITING, SHOWING = range(4)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is done, now or next."""

    state: str
    title: str
    text: str = ""


def place_in_line(case: Any) -> str:
    """How many people come first."""
    ahead = queries.ahead_of(case)
    if not ahead:
        return _("You are next in line.")
    return ngettext("%(n)d person is before you.", "%(n)d people are before you.", ahead) % {"n": ahead}


def steps(case: Any, answered: bool, live: Any, *, may_write: bool = True) -> list[Step]:
    """The four steps of a case. `answered`: a technician has written; `live`: the session or invitation at hand.

    Without `may_write` the two do not write to each other here, and that step is left out.
    """
    now = WAITING if case.status == "open" else WRITING if live is None else SHOWING
    texts = [
        "",
        place_in_line(case) if now == WAITING else "",
        _("Write below. You do not need to wait here: your page keeps everything.") if now == WRITING else "",
        _("Only after your yes. You can end it at any moment."),
    ]
    if now == WRITING and not answered:
        texts[2] = _("The technician is about to write to you.")
    titles = [
        _("Your request is here"),
        _("A technician takes it"),
        _("You write to each other"),
        _("If it helps, you show your screen"),
    ]
    states = ["done" if place < now else "now" if place == now else "next" for place in range(4)]
    needs = [None, None, "chat", "sessions"]
    return [
        Step(*step)
        for step, feature in zip(zip(states, titles, texts, strict=True), needs, strict=True)
        if (feature is None or features.is_on(feature)) and (feature != "chat" or may_write)
    ]
