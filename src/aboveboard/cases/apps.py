"""Registers the room with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "aboveboard.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import aboveboard.cases.need  # noqa: F401  # registers its rules; models exist only once apps are ready
