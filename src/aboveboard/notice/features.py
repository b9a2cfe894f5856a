"""Feature switches: what each feature needs of the notice. Without it the feature is off, and can say why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from aboveboard.notice import capabilities
from aboveboard.notice.document import Notice

What = Literal["switched", "category", "offer", "kept", "matrix", "scope", "recipient", "feature"]


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the product that an operator may be without.

    categories: what it stores or passes on; uses: (purpose, category) that the matrix has to allow; scope: of a
    session; recipient: who receives the categories, where the notice names one; needs: other features.
    """

    name: str
    categories: tuple[str, ...]
    uses: tuple[tuple[str, str], ...] = ()
    scope: str = ""
    recipient: str = ""
    needs: tuple[str, ...] = ()


class Lack(msgspec.Struct, frozen=True):
    """One reason why a feature is off. key: of a category, scope, recipient or feature; purpose: for `matrix` alone."""

    what: What
    key: str
    purpose: str = ""

    def say(self) -> str:
        """In English, for an operator."""
        return {
            "switched": "it is listed in `switched_off` of notice.toml",
            "category": f"the notice does not disclose `{self.key}`",
            "offer": f"the notice says that `{self.key}` is not collected today",
            "kept": f"the notice says that `{self.key}` is never stored",
            "matrix": f"the matrix does not let `{self.purpose}` use `{self.key}`",
            "scope": f"the notice does not offer the scope `{self.key}`",
            "recipient": f"the notice does not give `{self.key}` what it would have to carry",
            "feature": f"it needs “{FEATURES[self.key].name}”, which is off" if self.key in FEATURES else self.key,
        }[self.what]


FEATURES: dict[str, Feature] = {
    "chat": Feature(name="Chat", categories=("chat",), uses=(("support", "chat"),)),
    "notes": Feature(name="Notes for colleagues", categories=("notes",), uses=(("support", "notes"),)),
    "email": Feature(name="Asking with an e-mail address", categories=("contact",)),
    "letters": Feature(
        name="Letters after a session",
        categories=("letters", "contact"),
        uses=(("communicate", "contact"),),
        recipient="mail",
        needs=("email",),
    ),
    "sessions": Feature(
        name="Remote sessions",
        categories=("screen-view", "consent-record"),
        uses=(("support", "screen-view"),),
        scope="view",
    ),
    "marks": Feature(
        name="Pointing and drawing",
        categories=("marks",),
        uses=(("support", "marks"),),
        scope="point",
        needs=("sessions",),
    ),
    "control": Feature(
        name="Mouse and keyboard from afar",
        categories=("control-input",),
        uses=(("support", "control-input"),),
        scope="control",
        needs=("sessions",),
    ),
    "clipboard": Feature(
        name="Copied text across",
        categories=("clipboard",),
        uses=(("support", "clipboard"),),
        scope="clipboard",
        needs=("sessions",),
    ),
    "files": Feature(
        name="Files across",
        categories=("file-contents", "file-events"),
        uses=(("support", "file-contents"), ("support", "file-events"), ("rights", "file-events")),
        scope="files",
        needs=("sessions",),
    ),
    "tools": Feature(
        name="Tools for a repair",
        categories=("tool-output", "tool-runs"),
        uses=(("support", "tool-output"),),
        scope="tool",
        needs=("sessions",),
    ),
    "passwords": Feature(
        name="Passwords for a repair",
        categories=("secret-password",),
        uses=(("support", "secret-password"),),
        scope="password",
        needs=("sessions",),
    ),
    "computer": Feature(
        name="Facts about the customer's computer",
        categories=("device-facts",),
        uses=(("support", "device-facts"), ("rights", "device-facts")),
    ),
    "diagnostics": Feature(
        name="Facts about the computer, in a session",
        categories=("device-facts",),
        uses=(("support", "device-facts"), ("rights", "device-facts")),
        scope="diagnostics",
        needs=("computer", "sessions"),
    ),
    "recognise": Feature(
        name="Knowing a computer again",
        categories=("machine-history",),
        uses=(("recognise", "machine-history"), ("rights", "machine-history")),
        needs=("computer",),
    ),
    "changes": Feature(
        name="What changed on the computer, in the summary",
        categories=("device-facts",),
        uses=(("communicate", "device-facts"),),
        recipient="mail",
        needs=("computer", "letters"),
    ),
    "counts": Feature(
        name="Counting what is wrong with computers",
        categories=("device-facts",),
        uses=(("analyse", "device-facts"),),
        needs=("computer",),
    ),
    "search": Feature(
        name="Finding people at the desk", categories=("search-index",), uses=(("search", "search-index"),)
    ),
    "supervision": Feature(name="Supervisors who look at cases", categories=(), uses=(("supervise", "problem"),)),
    "questionnaire": Feature(name="Questions after a session", categories=("answers",), needs=("sessions",)),
}
VITAL = (
    *("identity", "problem", "preferences", "link", "session-record", "terms-record", "staff", "abuse-guard"),
    *("operational", "rights-request"),
)
"""What the product cannot run without."""
VITAL_USES = (("triage", "problem"), ("triage", "identity"), ("support", "problem"), ("support", "identity"))
"""(purpose, category) without which the desk cannot open a case."""


def owners(category: str) -> tuple[str, ...]:
    """The names of the features that are off without this category."""
    return tuple(feature.name for feature in FEATURES.values() if category in feature.categories)


def missing(notice: Notice, feature: str) -> tuple[str, ...]:
    """The keys of what the notice does not give this feature; empty where it is on."""
    return tuple(dict.fromkeys(lack.key for lack in lacks(notice, feature)))


def is_on(notice: Notice, feature: str) -> bool:
    """Whether this feature may be offered to anybody."""
    return not lacks(notice, feature)


def lacks(notice: Notice, feature: str) -> tuple[Lack, ...]:
    """Each reason why the feature is off."""
    return tuple(_lacks(notice, feature))


def _lacks(notice: Notice, name: str) -> Iterator[Lack]:
    feature = FEATURES[name]
    if name in notice.head.switched_off:
        yield Lack("switched", name)
    for key in feature.categories:
        category = notice.categories.get(key)
        if category is None:
            yield Lack("category", key)
        elif not category.offered:
            yield Lack("offer", key)
        elif not category.stored and capabilities.CATEGORIES[key].lies != "passes":
            yield Lack("kept", key)
    for purpose, key in feature.uses:
        declared = notice.purposes.get(purpose)
        usable = declared is not None and declared.offered and not declared.opt_in
        if key in notice.categories and not (usable and key in notice.matrix.get(purpose, ())):
            yield Lack("matrix", key, purpose)
    scope = notice.scopes.get(feature.scope)
    if feature.scope and (scope is None or not scope.offered or scope.category not in feature.categories):
        yield Lack("scope", feature.scope)
    recipient = notice.recipients.get(feature.recipient)
    if recipient is not None and not (recipient.offered and set(feature.categories) <= set(recipient.categories)):
        yield Lack("recipient", feature.recipient)
    for other in feature.needs:
        if not is_on(notice, other):
            yield Lack("feature", other)
