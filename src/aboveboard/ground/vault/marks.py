"""Which master key is in force in this key store: one row a generation, the newest wraps what is new."""

from collections.abc import Collection

from django.db import transaction

from aboveboard.ground.models import MasterMark
from aboveboard.ground.vault.master import make_if_missing, master

KEYSTORE = "keystore"


def in_force(*, hold: bool = False) -> MasterMark:
    """The newest mark; the very first one is made here, for the key that the settings name.

    With `hold`, inside a transaction of the key store, no rotation begins and nobody is erased until it ends.
    """
    if hold:
        # Always the same row, so that whoever waited for it then sees what the one before wrote.
        MasterMark.objects.select_for_update().filter(pk=1).first()
    newest = MasterMark.objects.order_by("-pk").first()
    if newest is not None:
        return newest
    make_if_missing()
    with transaction.atomic(using=KEYSTORE):
        mark, _ = MasterMark.objects.get_or_create(pk=1, defaults={"fingerprint": master().fingerprints()[0]})
    return in_force(hold=hold) if hold else mark


def fingerprints_of(generations: Collection[int]) -> set[str]:
    """The fingerprints of the master keys of these generations."""
    return set(MasterMark.objects.filter(pk__in=generations).values_list("fingerprint", flat=True))
