"""A new master key without a stop: every wrapped key is wrapped anew, in bounded steps, while the product runs.

From `begin` on, what is new is wrapped under the new master key. `step` wraps a bounded number of the rest; it may be
killed anywhere and run by several at once, since a row changes in one statement and only from an older generation.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import MasterMark, PersonKey, ServiceKey
from aboveboard.ground.vault.keystore import person_context
from aboveboard.ground.vault.marks import KEYSTORE, in_force
from aboveboard.ground.vault.master import master
from aboveboard.ground.vault.services import service_context
from aboveboard.ground.vault.wrapping import WrongMasterKey

STEP = 200


@dataclass(frozen=True, slots=True)
class Status:
    """Where a key store stands. `left` keys are still wrapped under an older master key."""

    generation: int
    fingerprint: str
    begun_at: dt.datetime
    persons: int
    services: int
    left: int
    given: list[str]

    @property
    def is_pending(self) -> bool:
        """Whether the settings name another key for what is new than the key store uses."""
        return bool(self.given) and self.given[0] != self.fingerprint


def _left(generation: int) -> int:
    older = {"generation__lt": generation}
    return PersonKey.objects.filter(**older).count() + ServiceKey.objects.filter(**older).count()


def status() -> Status:
    """Where the key store stands. Raises `KeysAway`."""
    mark = in_force()
    return Status(
        generation=mark.pk,
        fingerprint=mark.fingerprint,
        begun_at=mark.begun_at,
        persons=PersonKey.objects.count(),
        services=ServiceKey.objects.count(),
        left=_left(mark.pk),
        given=master().fingerprints(),
    )


def begin(now: dt.datetime) -> MasterMark:
    """From now on the master key that the settings name first wraps what is new. Does nothing where it does already.

    Raises `WrongMasterKey` where the old key is not at hand any more, or where the new one was in use before.
    """
    given = master().fingerprints()
    with transaction.atomic(using=KEYSTORE):
        newest = in_force(hold=True)
        if not given or newest.fingerprint == given[0]:
            return newest
        if newest.fingerprint not in given:
            raise WrongMasterKey(
                f"The key store is under master key {newest.fingerprint}, and the settings give {', '.join(given)}. "
                "Nothing was changed. Name the file of the old key in ABOVEBOARD_OLD_MASTER_KEY_FILE."
            )
        if MasterMark.objects.filter(fingerprint=given[0]).exists():
            raise WrongMasterKey(
                f"Master key {given[0]} was in use before {newest.fingerprint}. Nothing was changed. Make a fresh one."
            )
        return MasterMark.objects.create(pk=newest.pk + 1, fingerprint=given[0], begun_at=now)


def step(most: int = STEP) -> int:
    """Wrap up to `most` more keys under the newest master key; returns how many it looked at, 0 at the end."""
    mark = in_force()
    # An update of rows that are still there and still of an older generation: an erasure in between stays one.
    older = PersonKey.objects.filter(generation__lt=mark.pk)
    if persons := list(older.order_by("generation")[:most]):
        _anew(mark, [(person_context(row.person), row) for row in persons])
        older.bulk_update(persons, ["wrapped", "generation"])
        return len(persons)
    rest = ServiceKey.objects.filter(generation__lt=mark.pk)
    services = list(rest[:most])
    _anew(mark, [(service_context(row.name), row) for row in services])
    rest.bulk_update(services, ["wrapped", "generation"])
    return len(services)


def _anew(mark: MasterMark, rows: Sequence[tuple[bytes, PersonKey | ServiceKey]]) -> None:
    fresh = master().rewrap([(context, bytes(row.wrapped)) for context, row in rows], mark.fingerprint)
    for (_, row), wrapped in zip(rows, fresh, strict=True):
        row.wrapped, row.generation = wrapped, mark.pk


def finish(now: dt.datetime) -> bool:
    """Mark the older master keys as done if they open nothing any more. Returns whether that is so."""
    with transaction.atomic(using=KEYSTORE):
        mark = in_force(hold=True)
        if _left(mark.pk):
            return False
        closed = MasterMark.objects.filter(pk__lt=mark.pk, done_at__isnull=True).update(done_at=now)
    if closed:
        record("keys.rotated", facts={"generation": mark.pk})
    return True
