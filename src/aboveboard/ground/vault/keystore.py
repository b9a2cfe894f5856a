"""Where persons' keys live: the database `keystore`, kept out of every backup and replica of the data.

Every function commits to the key store by itself, apart from the data's transaction: what is rolled back there may
leave a key without data here, never data without a key.
"""

import datetime as dt
import logging
import os
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from aboveboard.ground.models import Erasure, PersonKey
from aboveboard.ground.notices import notice
from aboveboard.ground.plainly import as_moment, rows_by
from aboveboard.ground.vault.marks import fingerprints_of, in_force
from aboveboard.ground.vault.master import master
from aboveboard.ground.vault.wrapping import KEY_BYTES, WrongMasterKey

log = logging.getLogger(__name__)

KEYSTORE = "keystore"
AT_ONCE = 500
"""Persons that one statement asks for."""


ERASED = "This person's data was deleted for good; nothing more is kept about them."


class PersonErased(Exception):
    """This person's key was destroyed on their behalf: nothing about them can be kept any more."""


@dataclass(frozen=True, slots=True)
class PersonKeyInfo:
    """A person's key and what counts for its use: see `aboveboard.ground.models.PersonKey`."""

    key: bytes = field(repr=False)
    notice: str
    restricted_at: dt.datetime | None


def person_context(person: uuid.UUID) -> bytes:
    """What a wrapped key of this person is bound to."""
    return b"person:" + person.bytes


def keys_of(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonKeyInfo]:
    """The keys of these persons; missing is who has none, or one that was damaged. Raises `WrongMasterKey`, `KeysAway`.

    One damaged row closes nobody else's data. Where a master key that these rows need is not at hand, none is to blame.
    """
    rows = rows_by(PersonKey, "person", persons, ("wrapped", "notice", "restricted_at", "generation"))
    wrapped = [(person_context(row[0]), bytes(row[1])) for row in rows]
    keys: list[bytes | None] = []
    try:
        keys += master().unwrap(wrapped) if wrapped else []
    except WrongMasterKey:
        if not fingerprints_of({row[4] for row in rows}) <= set(master().fingerprints()):
            raise
        keys = [_unwrapped(one) for one in wrapped]
        log.error("the keys of %d persons do not open: run `aboveboard check`", keys.count(None))
    return {
        person: PersonKeyInfo(key, under, as_moment(restricted))
        for (person, _wrapped, under, restricted, _generation), key in zip(rows, keys, strict=True)
        if key is not None
    }


def _unwrapped(wrapped: tuple[bytes, bytes]) -> bytes | None:
    try:
        return master().unwrap([wrapped])[0]
    except WrongMasterKey:
        return None


def existing_key(person: uuid.UUID) -> bytes | None:
    """The person's key, or None where there is none. Raises `WrongMasterKey` (also for a damaged one), `KeysAway`."""
    row = PersonKey.objects.filter(person=person).values_list("wrapped", flat=True).first()
    return None if row is None else master().unwrap([(person_context(person), bytes(row))])[0]


def key_for(person: uuid.UUID) -> bytes:
    """The person's key, made now if this is the first thing kept about the person. Raises `PersonErased`."""
    return existing_key(person) or new_keys([person])[person].key


def new_keys(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonKeyInfo]:
    """Keys for these persons, made where there is none, under the notice in force.

    Raises `PersonErased`, also where somebody of them is erased just after the key was made.
    """
    wanted = list(dict.fromkeys(persons))
    under = notice().source_hash
    with transaction.atomic(using=KEYSTORE):
        # Holding the mark keeps an erasure or the start of a rotation from happening in between.
        mark = in_force(hold=True)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            if Erasure.objects.filter(person__in=some).exists():
                raise PersonErased(ERASED)
            known = set(PersonKey.objects.filter(person__in=some).values_list("person", flat=True))
            PersonKey.objects.bulk_create(
                PersonKey(
                    person=person,
                    wrapped=master().wrap(person_context(person), os.urandom(KEY_BYTES), mark.fingerprint),
                    generation=mark.pk,
                    notice=under,
                )
                for person in some
                if person not in known
            )
    made = keys_of(wanted)
    if len(made) < len(wanted) and Erasure.objects.filter(person__in=set(wanted) - set(made)).exists():
        raise PersonErased(ERASED)
    return made


def destroy(person: uuid.UUID, certificate: uuid.UUID, now: dt.datetime) -> Erasure:
    """Destroy the person's key for good and put them on the list of erasures. A second time gives the first row."""
    destroy_all([person], certificate, now)
    return Erasure.objects.get(person=person)


def destroy_all(people: Iterable[uuid.UUID], certificate: uuid.UUID, now: dt.datetime) -> None:
    """Destroy the keys of these people for good, all or none. Who is on the list of erasures keeps the first row."""
    wanted = list(dict.fromkeys(people))
    with transaction.atomic(using=KEYSTORE):
        in_force(hold=True)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            rows = [Erasure(person=person, erased_at=now, certificate=certificate) for person in some]
            Erasure.objects.bulk_create(rows, ignore_conflicts=True)
            PersonKey.objects.filter(person__in=some).delete()


def erased(person: uuid.UUID) -> Erasure | None:
    """The erasure of this person, or None."""
    return Erasure.objects.filter(person=person).first()


def certified(certificates: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these certificates, at most `AT_ONCE`, whose erasure is on the list."""
    return set(Erasure.objects.filter(certificate__in=certificates).values_list("certificate", flat=True))


def certify(person: uuid.UUID, before: uuid.UUID, certificate: uuid.UUID) -> None:
    """The person's erasure has this certificate, if it has the certificate `before` so far."""
    Erasure.objects.filter(person=person, certificate=before).update(certificate=certificate)


def persons(after: uuid.UUID | None = None) -> list[uuid.UUID]:
    """The next `AT_ONCE` persons who have a key, in the order of their ids."""
    rows = PersonKey.objects.order_by("person")
    rows = rows if after is None else rows.filter(person__gt=after)
    return list(rows.values_list("person", flat=True)[:AT_ONCE])


def erased_among(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who are on the list of erasures."""
    wanted, found = list(people), set[uuid.UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        some = Erasure.objects.filter(person__in=wanted[start : start + AT_ONCE])
        found |= set(some.values_list("person", flat=True))
    return found


def erasures(since: dt.datetime | None = None) -> list[Erasure]:
    """All erasures, or those from `since` on, the oldest first."""
    rows = Erasure.objects.order_by("erased_at", "person")
    return list(rows if since is None else rows.filter(erased_at__gte=since))


def restrict(person: uuid.UUID, now: dt.datetime) -> bool:
    """From now on the person's data is only kept, not used. Returns whether that is new."""
    return bool(PersonKey.objects.filter(person=person, restricted_at__isnull=True).update(restricted_at=now))


def lift(person: uuid.UUID) -> bool:
    """The person's data may be used again. Returns whether it was restricted."""
    return bool(PersonKey.objects.filter(person=person, restricted_at__isnull=False).update(restricted_at=None))


def restricted() -> list[uuid.UUID]:
    """Everybody whose data is only kept, because of a hold."""
    return list(PersonKey.objects.filter(restricted_at__isnull=False).values_list("person", flat=True))


def set_notice(person: uuid.UUID, source_hash: str) -> bool:
    """From now on the data is held under this version of the notice. Returns whether there is such a person."""
    return bool(PersonKey.objects.filter(person=person).update(notice=source_hash))
