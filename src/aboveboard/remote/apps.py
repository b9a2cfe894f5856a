"""Registers the room with Django."""

from django.apps import AppConfig


class RemoteConfig(AppConfig):
    name = "aboveboard.remote"
    label = "remote"
    default_auto_field = "django.db.models.BigAutoField"
