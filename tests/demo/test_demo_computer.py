"""The demo keeps the operator's rules, and its page tells of a computer what the companion's page tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.report import share
from aboveboard.diagnostics.rules import shipped
from aboveboard.site.demo_stage import Stage
from tests.diagnostics.made_up import WRONG, examination


def test_of_the_callers_settings_the_demo_keeps_the_notice_and_the_rules_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"NOTICE": "/n", "RULES": "/r.toml", "MASTER_KEY": "secret", "DATABASE_URL": "postgresql://there"}
    for name, value in given.items():
        monkeypatch.setenv(f"ABOVEBOARD_{name}", value)
    kept = Stage(tmp_path, 8000).environment()
    assert (kept["ABOVEBOARD_NOTICE"], kept["ABOVEBOARD_RULES"]) == ("/n", "/r.toml")
    assert not {"ABOVEBOARD_MASTER_KEY", "ABOVEBOARD_DATABASE_URL"} & set(kept)


def test_the_page_of_this_computer_says_first_how_full_it_is_and_what_is_fine_then_what_is_not(
    rf: RequestFactory,
) -> None:
    looked_at = examination(WRONG, graphics="No graphics card is shown.")
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    context = {"told": account(looked_at, shipped(), here=False), "link": "/help#computer=x"}
    page = render_to_string("demo/computer.html", context, request)
    order = (
        "How full it is",
        "What is fine",
        "What needs you",
        "Empty the trash",
        "df -h /",
        "Good to know",
        "Would you",
    )
    places = [page.index(words) for words in (*order, "What it is", "not be made")]
    assert places == sorted(places)
    assert page.count("notice--caution") == sum(one.severity != "info" for one in share(looked_at).findings)
    assert page.count("panel--accent") == 1, "the way to ask for help alone is green"
    assert "canary" not in page
    unknown = share(looked_at).unknown
    assert f"{unknown} check could not be made" in page or f"{unknown} checks could not be made" in page
    assert "No graphics card is shown." in page
