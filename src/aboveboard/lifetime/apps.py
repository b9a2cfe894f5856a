"""Registers the room with Django."""

from django.apps import AppConfig


class LifetimeConfig(AppConfig):
    name = "aboveboard.lifetime"
    label = "lifetime"
    default_auto_field = "django.db.models.BigAutoField"
