"""What one difference between two versions of a notice is, and the sentences that say it."""

from __future__ import annotations

from typing import Final

import msgspec

from aboveboard.notice.model import Text

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "category.new": ("New kind of data: {name}.", "Neue Art von Daten: {name}."),
    "category.gone": ("No longer among our data: {name}.", "Gehört nicht mehr zu unseren Daten: {name}."),
    "category.offered": (
        "We now collect what was only described before: {name}.",
        "Wir erheben jetzt, was bisher nur beschrieben war: {name}.",
    ),
    "category.not-offered": ("We no longer collect: {name}.", "Wir erheben nicht mehr: {name}."),
    "category.level-weaker": (
        "{name}: less protection than before (before: {old}; now: {new}).",
        "{name}: weniger Schutz als bisher (bisher: {old}; jetzt: {new}).",
    ),
    "category.level-stronger": (
        "{name}: more protection than before (before: {old}; now: {new}).",
        "{name}: mehr Schutz als bisher (bisher: {old}; jetzt: {new}).",
    ),
    "category.source": (
        "{name}: it now comes from elsewhere (before: {old}; now: {new}).",
        "{name}: kommt jetzt anderswoher (bisher: {old}; jetzt: {new}).",
    ),
    "category.by-hand": (
        "{name}: our people now keep it outside our software as well.",
        "{name}: wird jetzt auch außerhalb unserer Software geführt.",
    ),
    "category.not-by-hand": (
        "{name}: it is no longer kept outside our software.",
        "{name}: wird nicht mehr außerhalb unserer Software geführt.",
    ),
    "feature.on": ("Switched on: {name}.", "Eingeschaltet: {name}."),
    "feature.off": ("Switched off: {name}.", "Ausgeschaltet: {name}."),
    "keep.longer": (
        "{name}: kept longer. Before: {old}. Now: {new}.",
        "{name}: länger aufbewahrt. Bisher: {old}. Jetzt: {new}.",
    ),
    "keep.shorter": (
        "{name}: kept for a shorter time. Before: {old}. Now: {new}.",
        "{name}: kürzer aufbewahrt. Bisher: {old}. Jetzt: {new}.",
    ),
    "keep.counted": (
        "{name}: the time is counted from another moment. Before: {old}. Now: {new}.",
        "{name}: Die Zeit zählt ab einem anderen Zeitpunkt. Bisher: {old}. Jetzt: {new}.",
    ),
    "keep.then-weaker": (
        "{name}: at the end it is made anonymous, no longer deleted.",
        "{name}: wird am Ende anonymisiert und nicht mehr gelöscht.",
    ),
    "keep.then-stronger": (
        "{name}: at the end it is deleted, no longer kept in anonymous form.",
        "{name}: wird am Ende gelöscht und nicht mehr anonym behalten.",
    ),
    "category.unconditional": (
        "{name}: it was collected only under a condition ({old}); that condition is gone.",
        "{name}: wurde nur unter einer Bedingung erhoben ({old}); diese ist weggefallen.",
    ),
    "category.conditional": (
        "{name}: it is now collected only under a condition: {new}",
        "{name}: wird jetzt nur unter einer Bedingung erhoben: {new}",
    ),
    "category.condition": (
        "{name}: the condition has other words. Before: {old} Now: {new}",
        "{name}: Die Bedingung ist anders beschrieben. Bisher: {old} Jetzt: {new}",
    ),
    "purpose.new": ("New use: {name}. It may use: {new}.", "Neuer Zweck: {name}. Er darf nutzen: {new}."),
    "purpose.gone": ("No longer a use: {name}.", "Kein Zweck mehr: {name}."),
    "purpose.wider": ("{name} may now also use: {new}.", "{name} darf jetzt auch nutzen: {new}."),
    "purpose.narrower": ("{name} may no longer use: {old}.", "{name} darf nicht mehr nutzen: {old}."),
    "purpose.offered": (
        "We now do what was only described before: {name}.",
        "Wir tun jetzt, was bisher nur beschrieben war: {name}.",
    ),
    "purpose.not-offered": ("We no longer do this: {name}.", "Das tun wir nicht mehr: {name}."),
    "purpose.opt-in-gone": (
        "{name}: it no longer needs a yes of your own.",
        "{name}: braucht kein eigenes Ja von Ihnen mehr.",
    ),
    "purpose.opt-in": ("{name}: it now needs a yes of your own.", "{name}: braucht jetzt ein eigenes Ja von Ihnen."),
    "purpose.basis": (
        "{name}: another reason in law (before: {old}; now: {new}).",
        "{name}: eine andere Rechtsgrundlage (bisher: {old}; jetzt: {new}).",
    ),
    "ground.new": ("New reason to pass data on: {name}.", "Neuer Grund, Daten weiterzugeben: {name}."),
    "ground.gone": ("No longer a reason to pass data on: {name}.", "Kein Grund mehr, Daten weiterzugeben: {name}."),
    "recipient.new": ("New recipient: {name}. It receives: {new}.", "Neuer Empfänger: {name}. Er erhält: {new}."),
    "recipient.gone": ("No longer a recipient: {name}.", "Kein Empfänger mehr: {name}."),
    "recipient.wider": ("{name} now also receives: {new}.", "{name} erhält jetzt auch: {new}."),
    "recipient.narrower": ("{name} no longer receives: {old}.", "{name} erhält nicht mehr: {old}."),
    "recipient.ground": (
        "{name}: another reason to pass data on (before: {old}; now: {new}).",
        "{name}: ein anderer Grund der Weitergabe (bisher: {old}; jetzt: {new}).",
    ),
    "recipient.other": (
        "Another company receives: {new} instead of {old}.",
        "Ein anderer Empfänger: {new} statt {old}.",
    ),
    "recipient.kind": (
        "{name}: it now works for us in another way (before: {old}; now: {new}).",
        "{name}: arbeitet jetzt auf andere Art für uns (bisher: {old}; jetzt: {new}).",
    ),
    "recipient.offered": (
        "{name} now really receives data: {new}.",
        "{name} erhält jetzt wirklich Daten: {new}.",
    ),
    "recipient.not-offered": ("{name} no longer receives anything.", "{name} erhält nichts mehr."),
    "recipient.policy": (
        "{name}: its own notice is at another address.",
        "{name}: eigene Hinweise an anderer Adresse.",
    ),
    "cookie.new": ("New in the browser: {name}, {new}.", "Neu im Browser: {name}, {new}."),
    "cookie.gone": ("No longer in the browser: {name}.", "Nicht mehr im Browser: {name}."),
    "cookie.longer": (
        "In the browser: {name} stays longer (before: {old}; now: {new}).",
        "Im Browser: {name} bleibt länger (bisher: {old}; jetzt: {new}).",
    ),
    "cookie.shorter": (
        "In the browser: {name} stays for a shorter time (before: {old}; now: {new}).",
        "Im Browser: {name} bleibt kürzer (bisher: {old}; jetzt: {new}).",
    ),
    "cookie.place": (
        "In the browser: {name} is kept in another place (before: {old}; now: {new}).",
        "Im Browser: {name} liegt an anderer Stelle (bisher: {old}; jetzt: {new}).",
    ),
    "cookie.wider": (
        "In the browser: {name} is now for more people.",
        "Im Browser: {name} gilt jetzt für mehr Menschen.",
    ),
    "cookie.narrower": (
        "In the browser: {name} is now for fewer people.",
        "Im Browser: {name} gilt jetzt für weniger Menschen.",
    ),
    "scope.new": ("New in sessions, after your yes: {name}.", "Neu in Sitzungen, nach Ihrem Ja: {name}."),
    "scope.gone": ("No longer in sessions: {name}.", "Nicht mehr in Sitzungen: {name}."),
    "scope.offered": (
        "Now offered in sessions, after your yes: {name}.",
        "Wird jetzt in Sitzungen angeboten, nach Ihrem Ja: {name}.",
    ),
    "scope.not-offered": ("No longer offered in sessions: {name}.", "Wird in Sitzungen nicht mehr angeboten: {name}."),
    "scope.category": (
        "{name} carries another kind of data (before: {old}; now: {new}).",
        "{name} überträgt eine andere Art von Daten (bisher: {old}; jetzt: {new}).",
    ),
    "number.worse": (
        "{name}: {new} instead of {old}, which is worse for you.",
        "{name}: {new} statt {old}, zu Ihren Lasten.",
    ),
    "number.better": (
        "{name}: {new} instead of {old}, which is better for you.",
        "{name}: {new} statt {old}, zu Ihren Gunsten.",
    ),
    "number.other": ("{name}: {new} instead of {old}.", "{name}: {new} statt {old}."),
    "promise.dropped": ("A promise is dropped: {name}.", "Ein Versprechen entfällt: {name}."),
    "promise.added": ("A promise more: {name}.", "Ein Versprechen mehr: {name}."),
    "controller.other": (
        "Another company answers for your data: {new} instead of {old}.",
        "Ein anderes Unternehmen ist verantwortlich: {new} statt {old}.",
    ),
    "controller.reached": (
        "We are reached in another way: {new} instead of {old}.",
        "Wir sind anders zu erreichen: {new} statt {old}.",
    ),
    "officer.other": (
        "Another person looks after privacy: {new} instead of {old}.",
        "Eine andere Person kümmert sich um den Datenschutz: {new} statt {old}.",
    ),
    "terms.other": (
        "The terms of service have version {new}. You are asked before they count for you.",
        "Die Nutzungsbedingungen haben die Fassung {new}. Sie werden gefragt, bevor sie für Sie gelten.",
    ),
    "words.changed": ("Other words, same rules: {name}.", "Andere Worte, gleiche Regeln: {name}."),
    "words.new": ("A part is new: {name}.", "Ein Abschnitt ist neu: {name}."),
    "words.gone": ("A part is gone: {name}.", "Ein Abschnitt entfällt: {name}."),
}
"""What each kind of difference says, in English and German."""

MATERIAL: Final = frozenset(
    {
        *("category.new", "category.offered", "category.level-weaker", "category.source", "category.unconditional"),
        *("category.by-hand", "feature.on"),
        *("keep.longer", "keep.counted", "keep.then-weaker"),
        *("purpose.new", "purpose.wider", "purpose.offered", "purpose.opt-in-gone", "purpose.basis"),
        *("ground.new", "recipient.new", "recipient.wider", "recipient.ground", "recipient.other", "recipient.kind"),
        *("recipient.offered", "cookie.new", "cookie.longer", "cookie.place", "cookie.wider"),
        *("scope.new", "scope.offered", "scope.category", "number.worse", "promise.dropped", "controller.other"),
    }
)
"""Kinds that matter to a person whose data is there already, unless the difference touches our own staff alone."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. key: what it is about (a category, a cookie …); the rest: the data and uses that it touches."""

    kind: str
    key: str
    what: Text
    material: bool
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


def change(
    kind: str,
    key: str,
    name: Text,
    old: Text | None = None,
    new: Text | None = None,
    *,
    staff_only: bool = False,
    categories: tuple[str, ...] = (),
    purposes: tuple[str, ...] = (),
) -> Change:
    """A change of one of the kinds of `SENTENCES`, with its sentence in both languages."""
    said = [
        sentence.format(
            name=name.say(language),
            old=old.say(language) if old else "",
            new=new.say(language) if new else "",
        )[:600]
        for language, sentence in zip(("en", "de"), SENTENCES[kind], strict=True)
    ]
    return Change(
        kind=kind,
        key=key,
        what=Text(en=said[0], de=said[1]),
        material=kind in MATERIAL and not staff_only,
        categories=categories,
        purposes=purposes,
    )


def same(text: object) -> Text:
    """A value that is said alike in every language."""
    return Text(en=str(text), de=str(text))


def material(changes: tuple[Change, ...]) -> bool:
    """Whether one of them matters to people whose data is there already."""
    return any(one.material for one in changes)
