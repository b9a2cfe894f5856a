"""Keys of the service itself: blind indexes, the ledger's signature, small secrets of the desk."""

import os

from django.db import connections, transaction

from aboveboard.ground.models import ServiceKey
from aboveboard.ground.vault.marks import KEYSTORE, in_force
from aboveboard.ground.vault.master import master
from aboveboard.ground.vault.wrapping import KEY_BYTES

_opened: dict[tuple[str, str], bytes] = {}


def service_context(name: str) -> bytes:
    """What the wrapped key of this service is bound to."""
    return b"service:" + name.encode()


def service_key(name: str) -> bytes:
    """The 32 bytes of the key `name`, made once for all processes. Raises `WrongMasterKey`, `KeysAway`.

    A rotation of the master key does not change them, so what was opened stays in memory until the process ends.
    """
    store = connections[KEYSTORE]
    place = (str(store.settings_dict["NAME"]), name)
    # What a transaction wrote may be rolled back: only what is there for good is remembered, and used from memory.
    if place in _opened and not store.in_atomic_block:
        return _opened[place]
    row = ServiceKey.objects.filter(name=name).first() or _made(name)
    (key,) = master().unwrap([(service_context(name), bytes(row.wrapped))])
    if not store.in_atomic_block:
        _opened[place] = key
    return key


def _made(name: str) -> ServiceKey:
    with transaction.atomic(using=KEYSTORE):
        mark = in_force(hold=True)
        fresh = master().wrap(service_context(name), os.urandom(KEY_BYTES), mark.fingerprint)
        row, _ = ServiceKey.objects.get_or_create(name=name, defaults={"wrapped": fresh, "generation": mark.pk})
    return row


def forget_opened() -> None:
    """Drop the opened keys from memory."""
    _opened.clear()
