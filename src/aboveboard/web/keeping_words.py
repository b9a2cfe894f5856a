"""The words for holds and certificates, for the desk and for the person."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.ground.notices import notice

BASES: dict[str, Promise] = {
    "claim": gettext_lazy("a legal claim"),
    "law": gettext_lazy("a law that asks us to keep it"),
    "authority": gettext_lazy("a court or an authority"),
    "person": gettext_lazy("the person asked us to keep it"),
}
SCOPES: dict[str, Promise] = {
    "person": gettext_lazy("everything about the person"),
    "case": gettext_lazy("this case alone"),
    "category": gettext_lazy("one category alone"),
}
TOLD: dict[str, Promise] = {
    "person": gettext_lazy("Everything about you"),
    "case": gettext_lazy("What belongs to one of your cases"),
}
WANTED: dict[str, Promise] = {
    "person": gettext_lazy("The person asked for it."),
    "company": gettext_lazy("We decided it ourselves."),
    "restored": gettext_lazy("Deleted again, when an older copy of our data was brought back."),
}
REMAINS: dict[str, Promise] = {
    "ledger": gettext_lazy(
        "Entries of our ledger that this and that was done. They name nobody: what they stood for was deleted, so not "
        "even we can tell any more whom they were about."
    ),
    "erasure": gettext_lazy(
        "A random number beside the keys, so that an older copy of our data cannot bring the deleted data back."
    ),
    "backups": gettext_lazy(
        "Older copies of our data hold what was deleted as noise: it was encrypted under a key that was destroyed. "
        "Times and states of a session lie in them in the clear, joined by a random number, until the copies are gone."
    ),
    "guesses": gettext_lazy(
        "In such a copy, somebody who has our present keys too could confirm a guess of a name or an address by its "
        "keyed fingerprint. They could not read one."
    ),
    "letters": gettext_lazy("E-mails that we sent lie in the mailbox they were sent to."),
    "postgresql": gettext_lazy(
        "The database's own files may hold deleted rows for a while, until their place is used again: what was sealed "
        "in them cannot be opened any more."
    ),
}


WITHOUT_THE_KEY = frozenset({"ledger", "erasure", "guesses", "postgresql"})
"""What is said only once the person's key was destroyed: before, it is not so."""


def named(category: str, language: str) -> str:
    """What a category is called, in the notice's words."""
    declared = notice().categories.get(category)
    return declared.name.say(language) if declared is not None else category


def remains(lines: list[dict[str, Any]], key_destroyed: bool) -> list[str]:
    """What is left and why, one sentence each; it depends on whether what was sealed can still be opened."""
    said = []
    for line in lines:
        if line["what"] == "held":
            basis = str(BASES.get(line["why"], line["why"]))
            said.append(_("Something has to stay until %(day)s: %(basis)s.") % {"day": line["until"], "basis": basis})
        elif line["what"] == "rows":
            said.append(_("%(rows)s in %(table)s") % {"rows": line["rows"], "table": line["table"]})
        elif line["what"] == "backups" and not key_destroyed:
            said.append(_("Older copies of our data hold it too, sealed under a key that is still there."))
        elif line["what"] in WITHOUT_THE_KEY and not key_destroyed:
            continue
        elif line["what"] in REMAINS:
            said.append(str(REMAINS[line["what"]]))
    return said


def before_erasing(holds: Iterable[Any]) -> list[str]:
    """What whoever erases a person is to know of each hold on them."""
    return [
        _("This person is held until %(day)s (%(basis)s, %(what)s). Only what is not held goes now.")
        % {"day": date_format(hold.expires_on), "basis": BASES[hold.basis], "what": SCOPES[hold.scope]}
        for hold in holds
    ]


def after_erasing() -> str:
    """What is left to do for whoever erased a person."""
    return _("Now run `aboveboard backup --keys FILE`: from an older copy of the keys this person could still be read.")


def told(holds: Iterable[Any], language: str) -> list[str]:
    """What the person is told of each hold, without the words of staff."""
    said = []
    for hold in holds:
        what = named(hold.category, language) if hold.category else str(TOLD[hold.scope])
        words = {"what": what, "day": date_format(hold.expires_on), "basis": str(BASES[hold.basis])}
        said.append(_("%(what)s: kept until %(day)s at the latest. The reason: %(basis)s.") % words)
    return said
