"""Notices made from the example by replacing words in its files."""

import datetime as dt

from aboveboard.notice import Notice, load, load_package
from aboveboard.notice.archive import pack

EXAMPLE = load()


def made(version: str = "2", effective: dt.date | None = None, *changes: tuple[str, str, str]) -> Notice:
    """The example as another version, with the first `old` in a file replaced by `new` for each (file, old, new)."""
    files = dict(EXAMPLE.files)
    day = effective or EXAMPLE.effective + dt.timedelta(days=1)
    dated = (
        (
            "notice.toml",
            f'version = "{EXAMPLE.version}"\neffective = {EXAMPLE.effective}',
            f'version = "{version}"\neffective = {day}',
        ),
        *changes,
    )
    for file, old, new in dated:
        assert old in files[file], f"{old!r} is not in {file}"
        files[file] = files[file].replace(old, new, 1)
    return load_package(pack(files))


LONGER = ("categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
"""Chat messages kept longer: a change that matters."""
SHORTER = ("categories.toml", 'keep_for = "P90D"', 'keep_for = "P60D"')
"""Chat messages kept for a shorter time: one that does not."""
