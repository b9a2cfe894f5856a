"""Registers the room with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "aboveboard.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
