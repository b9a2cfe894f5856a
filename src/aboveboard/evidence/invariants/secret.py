"""A password for a fix is given once, shown once, and stored nowhere."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.evidence.spans import SLACK, surely_kept
from aboveboard.ground.holdings import columns
from aboveboard.ground.seen import Seen
from aboveboard.remote.audit_passwords import passwords

CATEGORY: Final = "secret-password"


def password(now: dt.datetime) -> Seen:
    """Passwords that were given, and every column of the data."""
    seen = passwords(SLACK, surely_kept(now, "session-record", "consent-record"))
    for name, category, _field in columns():
        if category == CATEGORY:
            seen.broken(name.partition(".")[0], name, "a column can hold a password")
    return seen


INVARIANTS = (
    Invariant(
        "secret.password",
        _("A password that you lend us for a repair is gone when the session ends."),
        _(
            "Each password that was handed over had your yes, was asked for and shown at most once, by the one it was "
            "for; no column of our data can hold one."
        ),
        "the customer's end seals it to one technician's end under the keys whose phrase both compared (X25519, "
        "HKDF-SHA-256, AES-256-GCM); the relay carries ciphertext and writes down only that it passed",
        password,
    ),
)
