"""Registers the room with Django and its start-up check."""

from django.apps import AppConfig
from django.core import checks


class LifetimeConfig(AppConfig):
    name = "aboveboard.lifetime"
    label = "lifetime"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import aboveboard.lifetime.need  # noqa: F401  # registers its rule; models exist only once apps are ready
        from aboveboard.ground.vault.checking import WITNESSES
        from aboveboard.lifetime.listed import older_key_store
        from aboveboard.lifetime.rules import check_clocks

        if older_key_store not in WITNESSES:
            WITNESSES.append(older_key_store)
        checks.register(check_clocks, checks.Tags.models)
