"""Registers the room with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "aboveboard.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import aboveboard.letters.need  # noqa: F401  # registers its rules; models exist only once apps are ready
