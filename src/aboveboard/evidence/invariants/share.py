"""What leaves, to whom and on which ground."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aboveboard.evidence.invariant import Invariant
from aboveboard.ground import audit, egress
from aboveboard.ground.notices import notice
from aboveboard.ground.seen import Seen

CONNECTORS = {"mail": "ABOVEBOARD_SMTP_URL"}
"""What this server may be connected to: the recipient of the notice, and the setting that switches it on."""


def grounds(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Everything that left, as the ledger has it."""
    return audit.egress_beyond().add(audit.egress_counters())


def third_parties(now: dt.datetime) -> Seen:  # noqa: ARG001  # every look is called alike
    """Connectors in use, and recipients of the notice."""
    seen, declared = Seen(), notice().recipients
    for key, recipient in declared.items():
        if recipient.offered:
            seen.count()
            if not recipient.policy.startswith("https://"):
                seen.broken("notice", f"recipients.{key}", "has no link to its own privacy notice")
    for key, setting in CONNECTORS.items():
        if getattr(settings, setting):
            seen.count()
            if key not in declared or not declared[key].offered:
                seen.broken("settings", setting, f"is in use, and the notice names no recipient '{key}'")
    received = {recipient for recipient, _ground, _year in egress.totals()} - {egress.SELF}
    for key in sorted(received - set(_ever_declared())):
        seen.broken("ground_egresscount", key, "received something, and no version of the notice names it")
    return seen


def _ever_declared() -> list[str]:
    return [key for period in audit.periods() for key in period.notice.recipients]


INVARIANTS = (
    Invariant(
        "share.grounds",
        _("We pass your data on only to those whom the notice names, and only for the reasons it names."),
        _(
            "Everything that left our server went to somebody whom the notice of that day names, for the reason and "
            "with the kinds of data it names; and the door counted exactly as much as the ledger."
        ),
        "`ground.egress` is the only way out: it asks the notice, writes the ledger, then sends, and counts by itself",
        grounds,
    ),
    Invariant(
        "share.report",
        _("You can learn who received what of yours."),
        _("The yearly report says what the ledger says."),
        "a report over the ledger",
    ),
    Invariant(
        "share.third-party-links",
        _("We name the companies whose services we use, with their own privacy notices."),
        _("Every outside service that this server is connected to is named in the notice, with a link to its own."),
        "recipients are declared in the notice; a service that it does not name is refused at the door",
        third_parties,
    ),
    Invariant(
        "share.transfer",
        _("If our company changes hands, you are told first and can object."),
        _("Each such passing on has its record, two approvals and the letters to those concerned."),
        "a record of disclosure with two approvals and a time to object",
    ),
)
