"""The key store's list of erasures held against the certificates: whether the key store went back in time.

An older key store has the key of somebody whose key was destroyed, and does not know of it. The data's certificates do;
they name nobody, so which key it is shows only in that nothing about its person is left.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from aboveboard.ground.vault import keystore
from aboveboard.lifetime import leaving, schema
from aboveboard.lifetime.models import Certificate

BATCH = keystore.AT_ONCE


def not_on_the_list() -> Iterator[uuid.UUID]:
    """Certificates that say that a key was destroyed, of which the key store does not know."""
    rows = Certificate.objects.filter(key_destroyed_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    batch = list(rows[:BATCH])
    while batch:
        yield from sorted(set(batch) - keystore.certified(batch))
        batch = list(rows.filter(pk__gt=batch[-1])[:BATCH])


def older_key_store() -> str:
    """What is wrong, in words for the terminal; empty where the list has every certificate."""
    missing = list(not_on_the_list())
    if not missing:
        return ""
    return (
        f"The key store is older than the data: {len(missing)} erasures with a certificate are not on its list, and "
        "it may hold keys that were destroyed. Nothing was changed. Bring the newest key store back. If there is none, "
        "restore a backup of the data with this one: `aboveboard restore` destroys such keys again."
    )


def catch_up(now: dt.datetime) -> int:
    """Bring an older key store up to data that is newer; returns how many certificates it did not know of.

    Keys of people about whom nothing is left are destroyed again, and the people are on the list, as if their time had
    ended. Each certificate goes on it for a person whom nobody has ever been: whose it was is known no more.
    """
    missing = list(not_on_the_list())
    if missing:
        for some in _without_rows():
            leaving.of_people(some, leaving.NO_CERTIFICATE, now)
        for certificate in missing:
            keystore.destroy(uuid.uuid4(), certificate, now)
    return len(missing)


def _without_rows() -> Iterator[list[uuid.UUID]]:
    """People who have a key and are in no row, in batches."""
    batch = keystore.persons()
    while batch:
        known: set[uuid.UUID] = set()
        for model in schema.about_people():
            if not schema.person_as_text(model):
                path = schema.person_path(model)
                known |= set(model._default_manager.filter(**{f"{path}__in": batch}).values_list(path, flat=True))
        yield [person for person in batch if person not in known]
        batch = keystore.persons(after=batch[-1])
