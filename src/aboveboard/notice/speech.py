"""How keeping times are said, so that text and behaviour come from the same data."""

from __future__ import annotations

from aboveboard.notice.model import Category, Cookie

_EVENTS = {
    "en": {
        "collected": "it arrived",
        "session-ended": "the session ended",
        "case-closed": "your case was closed",
        "account-closed": "the account was closed",
        "withdrawn": "you took it back",
    },
    "de": {
        "collected": "dem Eingang",
        "session-ended": "dem Ende der Sitzung",
        "case-closed": "dem Abschluss Ihres Falls",
        "account-closed": "der Schließung des Kontos",
        "withdrawn": "Ihrem Widerruf",
    },
}
_UNTIL = {
    "en": {
        "session-ended": "until the session ends",
        "case-closed": "until your case is closed",
        "account-closed": "until the account is closed",
        "withdrawn": "until you take it back",
    },
    "de": {
        "session-ended": "bis zum Ende der Sitzung",
        "case-closed": "bis zum Abschluss Ihres Falls",
        "account-closed": "bis zur Schließung des Kontos",
        "withdrawn": "bis zu Ihrem Widerruf",
    },
}
_AFTER = {"en": "for {span} after {event}", "de": "{span} lang ab {event}"}
_NEVER = {"en": "for no time at all", "de": "gar nicht"}
_THEN = {
    "en": {"delete": "deleted", "anonymise": "made anonymous"},
    "de": {"delete": "gelöscht", "anonymise": "anonymisiert"},
}
_BROWSER = {
    "en": {
        "cookie": "until you close the browser",
        "session": "until you close the tab",
        "local": "until you clear it",
    },
    "de": {
        "cookie": "bis Sie den Browser schließen",
        "session": "bis Sie den Tab schließen",
        "local": "bis Sie es löschen",
    },
}


def say_keep(category: Category, language: str) -> str:
    """'for 1 year after your case was closed', 'until the session ends', 'for no time at all'."""
    if not category.stored:
        return _NEVER[language]
    if category.duration.is_zero:
        return _UNTIL[language][category.counted_from]
    span, event = category.duration.say(language), _EVENTS[language][category.counted_from]
    return _AFTER[language].format(span=span, event=event)


def say_then(category: Category, language: str) -> str:
    """'deleted' or 'made anonymous'; nothing for what is never stored."""
    return _THEN[language][category.then] if category.stored else ""


def say_cookie(cookie: Cookie, language: str) -> str:
    """'14 days', or until what the visitor does."""
    if cookie.duration.is_zero:
        return _BROWSER[language][cookie.storage]
    return cookie.duration.say(language)
