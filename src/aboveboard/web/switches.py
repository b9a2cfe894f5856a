"""For every page: which features are on, and for the desk why others are off."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from aboveboard.ground import features
from aboveboard.notice.features import FEATURES, Lack


def switches(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  # Django passes the request to each
    """Template context: `features` (name -> on), and `features_off`, called by the desk: a sentence for each off."""
    return {"features": _Switches(), "features_off": sentences}


class _Switches:
    """Looked up when a template asks, so that a page that asks nothing costs nothing."""

    def __getitem__(self, feature: str) -> bool:
        return features.is_on(feature)


def sentences() -> list[str]:
    """Why each feature is off that is off, in the reader's language; empty where everything is on."""
    return [
        _("%(what)s: off, since %(why)s.") % {"what": _name(feature), "why": _because(why[0])}
        for feature, why in features.off().items()
        if why[0].what != "feature"
    ]


def _name(feature: str) -> str:
    return {
        "chat": _("Chat"),
        "notes": _("Notes"),
        "email": _("E-mail addresses"),
        "letters": _("Letters after a session"),
        "sessions": _("Remote sessions"),
        "marks": _("Pointing and drawing"),
        "search": _("Finding people"),
        "computer": _("Facts about the computer"),
        "diagnostics": _("Facts about the computer in a session"),
        "recognise": _("Knowing a computer again"),
        "changes": _("What changed on the computer, in the summary"),
        "counts": _("Counting what is wrong with computers"),
        "questionnaire": _("Questions after a session"),
        "supervision": _("Supervision"),
    }.get(feature, FEATURES[feature].name)


def _because(lack: Lack) -> str:
    said = {
        "switched": _("somebody has switched it off in the notice"),
        "category": _("the notice does not disclose “%(key)s”"),
        "offer": _("the notice says that “%(key)s” is not collected"),
        "kept": _("the notice says that “%(key)s” is never stored"),
        "matrix": _("the notice does not let “%(purpose)s” use “%(key)s”"),
        "scope": _("the notice does not offer the scope “%(key)s”"),
        "recipient": _("the notice does not give “%(key)s” what it would carry"),
    }
    return said[lack.what] % {"key": lack.key, "purpose": lack.purpose}
