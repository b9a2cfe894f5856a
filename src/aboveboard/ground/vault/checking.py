"""Whether data, key store and master key belong together: looked at before anything starts."""

from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db import connections

from aboveboard.ground.models import Erasure, MasterMark, PersonKey, ServiceKey
from aboveboard.ground.sealed import Sealed
from aboveboard.ground.vault.marks import in_force
from aboveboard.ground.vault.master import master
from aboveboard.ground.vault.wrapping import WrongMasterKey


class KeyStoreLost(Exception):
    """The data holds sealed values whose keys are not in this key store, or knows of erasures that it does not."""


WITNESSES: list[Callable[[], str]] = []
"""Rooms above add here what tells that the key store is older than the data: in words, or empty."""

HOW_TO_GIVE = "Give it in ABOVEBOARD_MASTER_KEY, ABOVEBOARD_MASTER_KEY_FILE or by the key holder."


def look_at_keys() -> None:
    """`check_keys` for who only looks: makes nothing, and is content where nothing was started yet."""
    if not _has_table("default", "django_migrations"):
        return
    if _has_table("keystore", PersonKey._meta.db_table):
        check_keys(make=False)
    else:
        _refuse_lost()


def check_keys(*, make: bool = True) -> None:
    """Raises `KeyStoreLost`, `WrongMasterKey` or `KeysAway`, each saying what is wrong and what to do.

    A key store that is new gets its first mark here, and a data folder that is new its master key, if `make`.
    """
    if not PersonKey.objects.exists() and not Erasure.objects.exists():
        _refuse_lost()
    newest = MasterMark.objects.order_by("-pk").first()
    given = master().fingerprints()
    if newest is None:
        if make:
            in_force()
        return
    if not given:
        raise WrongMasterKey(
            f"The master key is gone: the key store was made with master key {newest.fingerprint}, and there is none "
            f"where the settings look. Nothing was changed and no new key was made. {HOW_TO_GIVE}"
        )
    if newest.fingerprint not in given:
        raise WrongMasterKey(
            f"The key store was made with master key {newest.fingerprint}, the settings give {', '.join(given)}. "
            f"Nothing was changed. {HOW_TO_GIVE}"
        )
    for old in MasterMark.objects.filter(pk__lt=newest.pk, done_at__isnull=True).exclude(fingerprint__in=given):
        rows = {"generation": old.pk}
        if PersonKey.objects.filter(**rows).exists() or ServiceKey.objects.filter(**rows).exists():
            raise WrongMasterKey(
                f"Keys are still wrapped under the old master key {old.fingerprint}, which is not at hand. Nothing was "
                "changed. Name its file in ABOVEBOARD_OLD_MASTER_KEY_FILE until `aboveboard keys rotate` is done."
            )
    for witness in WITNESSES:
        if words := witness():
            raise KeyStoreLost(words)


def _refuse_lost() -> None:
    holder = _sealed_table()
    if holder is not None:
        raise KeyStoreLost(
            f"The data holds sealed values ({holder}), but the key store has no key of any person. Nothing was "
            "changed and no new keys were made. Bring the key store back, or name it in ABOVEBOARD_KEYSTORE_URL; "
            "without it nobody can read what is sealed."
        )


def _has_table(alias: str, table: str) -> bool:
    connection = connections[alias]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        return False  # asking would make the file
    return table in connection.introspection.table_names()


def _sealed_table() -> str | None:
    """The table and column of some sealed value, or None where there is none."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if not isinstance(field, Sealed):
                continue
            if model._default_manager.filter(**{f"{field.name}__isnull": False}).exists():
                return f"{model._meta.db_table}.{field.column}"
    return None
