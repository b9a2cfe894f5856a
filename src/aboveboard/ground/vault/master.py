"""Which master the settings name: the key itself (environment or file), or a key holder that has it."""

from functools import cache
from typing import Any

from django.conf import settings

from aboveboard.ground.vault.held import HeldMaster
from aboveboard.ground.vault.wrapping import LocalMaster, Master


@cache
def _held(path: str) -> Master:
    return HeldMaster(path)


@cache
def _local(read: Any) -> Master:
    return LocalMaster(read)


def master() -> Master:
    """What wraps and unwraps keys; this process may not even have the master key."""
    path = settings.ABOVEBOARD_KEY_HOLDER
    return _held(path) if path else _local(settings.ABOVEBOARD_MASTER_KEYS)


def make_if_missing() -> None:
    """Make the master key in the data folder where the settings name none and none is there yet."""
    if not settings.ABOVEBOARD_KEY_HOLDER:
        settings.ABOVEBOARD_MASTER_KEYS.make()
