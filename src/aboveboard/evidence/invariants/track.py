"""What a visit leaves in the browser, and whether signals are honoured."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aboveboard.evidence import cookies
from aboveboard.evidence.invariant import Invariant
from aboveboard.ground.audit import periods
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen
from aboveboard.notice.check import cookie_is_declared

NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")


def cookie_register(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Cookies that this site has set, each time counted; and the names in its settings."""
    seen = Seen()
    for setting in NAMES:
        name = str(getattr(settings, setting))
        if cookie_is_declared(name, notice().cookies) is not None:
            seen.broken("settings", setting, f"sets the cookie '{name}', which the register does not name")
    versions = periods()
    for counted in cookies.counted():
        seen.count(counted.times)
        then = [one.notice for one in versions if one.begins is None or one.begins <= counted.last_at]
        if all(cookie_is_declared(counted.name, one.cookies) is not None for one in then):
            seen.broken("evidence_cookiecount", counted.name, "a cookie that the register does not name was set")
    return seen


INVARIANTS = (
    Invariant(
        "track.signals",
        _("We say whether we honour the signals of your browser, and do as we say."),
        _("What the notice says about these signals is what this site does."),
        "one flag drives text, header and behaviour",
    ),
    Invariant(
        "track.cookies",
        _("Your browser gets no cookie that is not on our list."),
        _("Every cookie that this site has set, each time it was set, stands in the public register."),
        "a register in the notice; names of cookies are counted as they leave, without whose they are",
        cookie_register,
    ),
)
