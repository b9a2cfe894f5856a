"""Registers the room with Django and its start-up checks."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from aboveboard.ground import guards


class GroundConfig(AppConfig):
    name = "aboveboard.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from aboveboard.ground.holdings import check_declarations, check_notice  # models exist once apps are ready

        checks.register(check_declarations, checks.Tags.models)
        checks.register(check_notice)
        post_migrate.connect(guards.install, sender=self)
