"""Accounts of people who left. Others' records name them, so an account stays as a number and all in it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet

from aboveboard.ground.ledger.record import record
from aboveboard.ground.notices import notice
from aboveboard.lifetime.clocks import before
from aboveboard.notice.tables import holdings

STAFF = "staff"
GONE = "former-"
"""How the handle of an emptied account begins, followed by hex digits of its id. No person has such a handle."""
NAME = "(former colleague)"
BATCH = 50


def due(now: dt.datetime) -> QuerySet[Any]:
    """The accounts that have been closed for longer than the notice keeps them."""
    accounts = apps.get_model("people", "Technician").objects
    holding = holdings(notice()).get(STAFF)
    if holding is None:
        return accounts.none()
    closed = Q(is_active=False, suspended_at__lte=before(holding.keep_for, now))
    return accounts.filter(closed).exclude(handle__startswith=GONE).order_by("pk")


def work_off(now: dt.datetime) -> Iterator[int]:
    """Empty them, one batch a step."""
    while True:
        with transaction.atomic():
            some = list(due(now)[:BATCH])
            if not some:
                return
            for account in some:
                _empty(account)
            facts: dict[str, str | int] = {
                "category": STAFF,
                "table": "people_technician",
                "rows": len(some),
                "then": "empty",
            }
            record("retention.purged", facts=facts, at=now)
        yield len(some)


def _empty(account: Any) -> None:
    for relation in ("mfa.Authenticator", "account.EmailAddress", "people.SetupLink"):
        model = apps.get_model(relation)
        whose = "user" if hasattr(model, "user") else "technician"
        model._default_manager.filter(**{whose: account}).delete()
    apps.get_model("people", "ConfidentialityStatement").objects.filter(technician=account).delete()
    account.handle = f"{GONE}{account.pk.hex[:24]}"
    account.display_name = NAME
    account.badge = f"x{account.pk.hex[:11]}"
    account.password = make_password(None)
    account.last_login = None
    account.save()
