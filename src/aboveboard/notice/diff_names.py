"""Plain names for the values of a notice that are written as keys, in English and German."""

from __future__ import annotations

from typing import Final

from aboveboard.notice.differences import same
from aboveboard.notice.model import Text

_NAMES: Final[dict[str, tuple[str, str]]] = {
    # levels
    "public": ("anyone may see it", "jeder darf es sehen"),
    "operational": ("not sealed", "nicht versiegelt"),
    "personal": ("sealed under your own key", "versiegelt unter Ihrem eigenen Schlüssel"),
    "secret": ("sealed for one session alone", "versiegelt für eine einzige Sitzung"),
    # sources
    "given": ("from you", "von Ihnen"),
    "automatic": ("by itself", "von selbst"),
    "third-party": ("from others", "von anderen"),
    "ours": ("written by us", "von uns geschrieben"),
    # reasons in law
    "contract": ("our agreement with you", "unsere Vereinbarung mit Ihnen"),
    "consent": ("your yes", "Ihr Ja"),
    "legitimate-interest": ("our fair interest", "unser berechtigtes Interesse"),
    "legal-obligation": ("the law", "das Gesetz"),
    # kinds of recipients
    "processor": ("works on our orders", "arbeitet nach unserer Weisung"),
    "payment": ("takes payments", "nimmt Zahlungen an"),
    "remote-tool": ("connects computers", "verbindet Computer"),
    # places in the browser
    "cookie": ("a cookie", "ein Cookie"),
    "local": ("the browser's storage", "der Speicher des Browsers"),
    "session": ("the tab's storage", "der Speicher des Tabs"),
}
_NUMBERS: Final[dict[str, tuple[str, str]]] = {
    "minimum-age": ("The age from which people may use this", "Das Alter, ab dem man dies nutzen darf"),
    "code-minutes": ("Minutes for which a session's code works", "Minuten, die der Code einer Sitzung gilt"),
    "change-notice-days": (
        "Days before a change that we tell you of it",
        "Tage, die wir Ihnen vor einer Änderung Bescheid geben",
    ),
    "do-not-call-days": ("Days until we no longer call you", "Tage, bis wir Sie nicht mehr anrufen"),
    "rights-months": (
        "Months in which we answer a request about your data",
        "Monate, in denen wir eine Anfrage zu Ihren Daten beantworten",
    ),
    "rights-more-months": ("Months more for hard requests", "Weitere Monate für schwierige Anfragen"),
    "acknowledge-days": (
        "Days in which we confirm that a request is here",
        "Tage, in denen wir den Eingang einer Anfrage bestätigen",
    ),
    "rights-days-california": (
        "Days in which we answer a request from California",
        "Tage, in denen wir eine Anfrage aus Kalifornien beantworten",
    ),
    "transfer-notice-days": (
        "Days before a change of owner that we tell you of it",
        "Tage, die wir Ihnen vor einem Wechsel des Eigentümers Bescheid geben",
    ),
    "idle-days": (
        "Days without anything new until an answered case is closed",
        "Tage ohne Neues, bis ein beantworteter Fall geschlossen wird",
    ),
    "smallest-group": (
        "The smallest group for which we show a figure",
        "Die kleinste Gruppe, für die wir eine Zahl zeigen",
    ),
}


def value(key: str) -> Text:
    """The plain name of a level, a source, a reason in law, a kind of recipient or a place in the browser."""
    return _text(_NAMES, key)


def number(key: str) -> Text:
    """What a number of the notice counts; an operator's own number is called by its key."""
    return _text(_NUMBERS, key)


def _text(names: dict[str, tuple[str, str]], key: str) -> Text:
    return Text(en=names[key][0], de=names[key][1]) if key in names else same(key)
