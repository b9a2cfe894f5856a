"""The end of everything about somebody: index entries, blobs and words of ours under their key, then the key itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps

from aboveboard.ground import openings
from aboveboard.ground.vault import blobs, keystore
from aboveboard.lifetime.schema import Model

NO_CERTIFICATE = uuid.UUID(int=0)
"""On the list of erasures: this person's data went at the end of its time, so nobody was given a certificate."""


def of_rows(model: Model, keys: Sequence[Any]) -> int:
    """Delete these rows and what they stand for; part of the caller's transaction. Returns how many there were."""
    if model._meta.label == "ground.Blob":
        return blobs.remove(keys)
    return int(model._default_manager.filter(pk__in=keys).delete()[0])


def of_people(people: Collection[uuid.UUID], certificate: uuid.UUID, now: dt.datetime) -> None:
    """Let go of what hangs on no row of a table, and destroy these people's keys. A second time changes nothing.

    Who had a person's page open may have written that down after the rows went: such openings go now, with the key.
    """
    apps.get_model("lifetime", "Hold").objects.filter(subject__in=people).update(reason=None)
    keystore.destroy_all(people, certificate, now)
    if certificate != NO_CERTIFICATE:
        for person in people:
            # The end of their time may have come first.
            keystore.certify(person, NO_CERTIFICATE, certificate)
    openings.forget(people, now)
