"""The notice that this server runs under.

A server and its job process obey the published version whose date has come (`aboveboard.ground.publishing` puts it in
force). Where nothing was published, as in most tests, it is the folder that the settings name.
"""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from aboveboard.notice import Notice, NoticeError, load, load_package

_in_force: Notice | None = None
_read: dict[str, Notice] = {}
"""Versions that were read from the archive. What is published never changes, so they are read once."""


@cache
def folder() -> Notice:
    """The notice in the folder of the settings. Raises `aboveboard.notice.NoticeError` where it is not a valid one."""
    return load(Path(settings.ABOVEBOARD_NOTICE) if settings.ABOVEBOARD_NOTICE else None)


def notice() -> Notice:
    """The notice in force. Raises `aboveboard.notice.NoticeError` where there is none but a folder with faults."""
    return _in_force or folder()


def version(hashed: str) -> Notice | None:
    """The published version with this hash, or None where it is not known. Empty: the one in force."""
    if not hashed or hashed == notice_hash():
        return notice()
    if _in_force is None and hashed == _folder_hash():
        return folder()
    if hashed not in _read:
        # By name: models may themselves ask what the notice says, so this module stands below them.
        row = apps.get_model("ground", "PublishedNotice").objects.filter(pk=hashed).first()
        if row is None:
            return None
        _read[hashed] = load_package(bytes(row.package))
    return _read[hashed]


def _folder_hash() -> str:
    """The hash of what the folder holds; empty where it cannot be read, which hinders no published version."""
    try:
        return folder().source_hash
    except NoticeError:
        return ""


def notice_hash() -> str:
    """The hash of the version that was put in force; empty where the folder counts."""
    return _in_force.source_hash if _in_force is not None else ""


def put_in_force(given: Notice | None) -> None:
    """Let this process obey `given` from now on; None: the folder."""
    global _in_force  # noqa: PLW0603  # one process obeys one notice, and this is where it says which
    _in_force = given
