"""The demo keeps the operator's rules, and its page tells of a computer what the companion's page tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from aboveboard.site.demo_stage import Stage


def test_of_the_callers_settings_the_demo_keeps_the_notice_and_the_rules_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"NOTICE": "/n", "RULES": "/r.toml", "MASTER_KEY": "secret", "DATABASE_URL": "postgresql://there"}
    for name, value in given.items():
        monkeypatch.setenv(f"ABOVEBOARD_{name}", value)
    kept = Stage(tmp_path, 8000).environment()
    assert (kept["ABOVEBOARD_NOTICE"], kept["ABOVEBOARD_RULES"]) == ("/n", "/r.toml")
    assert not {"ABOVEBOARD_MASTER_KEY", "ABOVEBOARD_DATABASE_URL"} & set(kept)
