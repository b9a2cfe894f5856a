"""The notice that this server runs under, loaded once from the folder that the settings name."""

from functools import cache
from pathlib import Path

from django.conf import settings

from aboveboard.notice import Notice, load


@cache
def notice() -> Notice:
    """The notice in force. Raises `aboveboard.notice.NoticeError` where the folder is not a valid notice."""
    folder = settings.ABOVEBOARD_NOTICE
    return load(Path(folder) if folder else None)
