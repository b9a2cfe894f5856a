"""Sends the key store's models to the database `keystore` and everything else to `default`."""

from typing import Any

from django.db.models import Model

KEYSTORE_MODELS = {"personkey", "erasure", "servicekey", "mastermark", "ledgermark"}


def _is_key(model: type[Model]) -> bool:
    return model._meta.app_label == "ground" and model._meta.model_name in KEYSTORE_MODELS


class KeystoreRouter:
    """Keeps persons' keys apart from persons' data."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        return "keystore" if _is_key(model) else "default"

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        return "keystore" if _is_key(model) else "default"

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool:
        is_key = app_label == "ground" and model_name in KEYSTORE_MODELS
        return (db == "keystore") == is_key
