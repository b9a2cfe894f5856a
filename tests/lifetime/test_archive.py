"""Copies that somebody made up: refused in words before anything of them is used."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from aboveboard.lifetime import archive, dumps
from aboveboard.lifetime.archive import BadArchive

CONTENT = {"format": 1, "kind": "data", "made_at": "2026-01-01", "about": {}, "members": {}}


def made_up(path: Path, listed: bytes) -> Path:
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("aboveboard-data"))
        info = tarfile.TarInfo("manifest.json")
        info.size = len(listed)
        tar.addfile(info, io.BytesIO(listed))
    return path


@pytest.mark.parametrize(
    "listed",
    [
        b"[" * 300_000,
        json.dumps({"seal": "", "content": CONTENT | {"about": [1]}}).encode(),
        json.dumps({"seal": 5, "content": CONTENT}).encode(),
        json.dumps({"seal": "\ud800", "content": CONTENT}).encode(),
        json.dumps({"seal": "", "content": CONTENT | {"made_at": {}}}).encode(),
        json.dumps({"seal": "", "content": 5}).encode(),
    ],
)
def test_a_list_that_no_backup_has_is_refused(listed: bytes, tmp_path: Path) -> None:
    copy = made_up(tmp_path / "copy", listed)
    with pytest.raises(BadArchive), archive.unpacked(copy, archive.DATA, tmp_path):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["copy"]


@pytest.mark.db
@pytest.mark.parametrize(
    "about", [{}, {"schema": 5}, {"schema": {}}, {"schema": [1]}, {"columns": 5}, {"columns": {"a": 5}}]
)
def test_a_copy_that_says_nothing_of_its_tables_is_refused(about: dict[str, Any]) -> None:
    good = {"schema": dumps.schema_of("default")}
    dumps.check_fits("default", good)
    with pytest.raises(BadArchive, match="how its tables are made"):
        dumps.check_fits("default", (good if "columns" in about else {}) | about)
