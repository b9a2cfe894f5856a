"""Bringing the databases to the present schema."""

from typing import Final

from django.core.management import call_command

ROOMS: Final[dict[str, tuple[str, ...]]] = {"default": (), "keystore": ("ground",)}
"""Whose tables each database has; of `default` everybody's. Going through rooms that have none there takes as long."""


def migrate(alias: str) -> None:
    """Make or update the tables of one database. Raises Django's `DatabaseError`."""
    call_command("migrate", *ROOMS[alias], database=alias, verbosity=0, interactive=False)
