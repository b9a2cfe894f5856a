"""A version before the example, and how it comes to be known."""

import datetime as dt
import re

from aboveboard.ground.models import PublishedNotice
from aboveboard.notice import Notice
from aboveboard.notice.archive import pack
from tests.notice.made import EXAMPLE, made

DAY = dt.timedelta(days=1)


def row(purpose: str) -> str:
    """The purpose's row of the example's matrix."""
    found = re.search(rf"^{purpose} = \[[^\]]*\]", EXAMPLE.files["matrix.toml"], re.MULTILINE)
    assert found is not None
    return found[0]


def without(purpose: str, *categories: str) -> Notice:
    """The version before the example, in which this purpose may not use these categories."""
    less = row(purpose)
    for category in categories:
        assert f'"{category}"' in less
        less = re.sub(rf'"{category}",?\s*', "", less)
    return made("0", EXAMPLE.effective - DAY, ("matrix.toml", row(purpose), less))


def known(older: Notice) -> Notice:
    """The version, kept in the archive.

    Not by `publishing.publish`: what is asked of a version today need not be what was asked when this one came.
    """
    PublishedNotice.objects.create(
        hash=older.source_hash,
        version=older.version,
        effective=older.effective,
        published_at=dt.datetime.combine(older.effective - 5 * DAY, dt.time(9), dt.UTC),
        material=False,
        package=pack(older.files),
    )
    return older
