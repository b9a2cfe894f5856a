"""Registers the room with Django."""

from django.apps import AppConfig


class RemoteConfig(AppConfig):
    name = "aboveboard.remote"
    label = "remote"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who needs to open whom."""
        import aboveboard.remote.need  # noqa: F401  # registers its rule; models exist only once apps are ready
