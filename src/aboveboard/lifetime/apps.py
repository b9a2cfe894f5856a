"""Registers the room with Django and its start-up check."""

from django.apps import AppConfig
from django.core import checks


class LifetimeConfig(AppConfig):
    name = "aboveboard.lifetime"
    label = "lifetime"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import aboveboard.lifetime.need  # noqa: F401  # registers its rule; models exist only once apps are ready
        from aboveboard.lifetime.rules import check_clocks

        checks.register(check_clocks, checks.Tags.models)
