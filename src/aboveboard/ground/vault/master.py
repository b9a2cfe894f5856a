"""Which master the settings name: the key itself (environment or file), or a key holder."""

from functools import cache
from typing import Any

from django.conf import settings

from aboveboard.ground.vault.wrapping import LocalMaster, Master


@cache
def _local(read: Any) -> Master:
    return LocalMaster(read)


def master() -> Master:
    """What wraps and unwraps keys, never a key itself."""
    return _local(settings.ABOVEBOARD_MASTER_KEYS)


def make_if_missing() -> None:
    """Make the master key in the data folder where the settings name none and none is there yet."""
    settings.ABOVEBOARD_MASTER_KEYS.make()
