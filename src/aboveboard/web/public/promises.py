"""The promises and whether live data agrees, for everybody: figures, and never a row's name."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from aboveboard.evidence import reading
from aboveboard.evidence.reading import Standing
from aboveboard.web.doors import Who, door

GROUPS: Final = (
    (gettext_lazy("In a session"), ("session", "capture", "secret")),
    (gettext_lazy("How we guard your data"), ("guard",)),
    (gettext_lazy("What we collect"), ("intake", "diagnostics", "minors", "track")),
    (gettext_lazy("What it is used for, and who else gets it"), ("use", "share")),
    (gettext_lazy("How long it stays, and your rights"), ("keep", "rights")),
    (gettext_lazy("Mail, calls, and reaching us"), ("mail", "dnc", "contact")),
    (gettext_lazy("The notice and the terms"), ("notice", "terms")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One promise as the page shows it: `kind` chooses the look, `label` says the state in a word or three."""

    standing: Standing
    kind: str
    icon: str
    label: str


def shown(one: Standing) -> Shown:
    """How a promise's state looks and is called."""
    looks = {
        "holds": ("holds", "circle-check", _("Holds")),
        "violated": ("broken", "triangle-alert", _("Broken")),
        "nothing to check yet": ("waits", "hourglass", _("Nothing to check yet")),
        "not built": ("waits", "clock", _("Not built yet")),
        "words only": ("words", "scroll-text", _("Words only")),
    }
    return Shown(one, *looks[one.state])


@door(Who.ANYONE)
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Each promise in plain words with its state, how much was looked at, how much broke it, and when."""
    everything = [shown(one) for one in reading.standings()]
    built = [one for one in everything if one.standing.state != "not built"]
    context: dict[str, Any] = {
        "groups": [
            (title, found)
            for title, families in GROUPS
            if (found := [one for one in built if one.standing.invariant.promise.split(".")[0] in families])
        ],
        "not_built": [one.standing.invariant for one in everything if one.standing.state == "not built"],
        "tally": tally(everything),
        "newest": _newest(everything),
    }
    return render(request, "public/promises.html", context)


def tally(everything: list[Shown]) -> dict[str, int]:
    """How many promises are in each state."""
    states = [one.standing.state for one in everything]
    return {
        "all": len(states),
        "holds": states.count("holds"),
        "broken": states.count("violated"),
        "nothing": states.count("nothing to check yet"),
        "not_built": states.count("not built"),
        "words": states.count("words only"),
    }


def _newest(everything: list[Shown]) -> Any:
    """The run that was last of all, for the time and the ledger's head at the top; None before the first."""
    runs = [one.standing.run for one in everything if one.standing.run is not None]
    return max(runs, key=lambda run: run.checked_at) if runs else None


@door(Who.ANYONE)
@require_safe
def conformance(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # Django passes the request to every view
    """The same for programs: promise, invariant, when, how much, how many broke it, and the ledger's head."""
    data = reading.as_data(reading.standings())
    wanted = ("invariant", "checked_at", "population", "violations", "state", "tree_head")
    rows = [{"promise": one["id"]} | {key: one[key] for key in wanted} for one in data["promises"]]
    response = JsonResponse(
        {"says": "These are checks of declared promises on live data.", "promises": rows},
        json_dumps_params={"indent": 1},
    )
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
