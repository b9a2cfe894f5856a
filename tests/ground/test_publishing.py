"""Versions of the notice: added and never changed, in force by their date, told early enough where they matter."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from aboveboard.ground import archive, guards, notices, publishing
from aboveboard.ground.models import LedgerEntry, PublishedNotice
from aboveboard.notice.archive import pack
from aboveboard.notice.diff import compare
from tests.notice.made import EXAMPLE, LONGER, SHORTER, made

pytestmark = pytest.mark.db

FIRST = EXAMPLE.effective
NOW = dt.datetime.combine(FIRST, dt.time(9), dt.UTC)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@pytest.fixture(autouse=True)
def the_folder_again() -> Iterator[None]:
    yield
    notices.put_in_force(None)


def test_a_version_is_kept_byte_for_byte_and_found_by_its_name_and_the_beginning_of_its_hash() -> None:
    done = publishing.publish(EXAMPLE, NOW)
    assert done.hash == EXAMPLE.source_hash
    assert archive.package(done.hash) == pack(EXAMPLE.files)
    assert notices.version(done.hash) == archive.find("1") == archive.find(done.hash[:8]) == EXAMPLE
    assert archive.find(done.hash[:3]) is None
    assert notices.version("0" * 64) is None
    facts = json.loads(LedgerEntry.objects.get(kind="notice.published").body)["facts"]
    assert (facts["hash"], facts["matters"]) == (EXAMPLE.source_hash, False)


def test_publishing_the_same_again_changes_nothing() -> None:
    assert publishing.publish(EXAMPLE, NOW) == publishing.publish(EXAMPLE, NOW + dt.timedelta(days=3))
    assert LedgerEntry.objects.filter(kind="notice.published").count() == 1


def test_the_same_version_with_other_content_is_refused() -> None:
    publishing.publish(EXAMPLE, NOW)
    with pytest.raises(publishing.CannotPublish, match="Version 1 is published already, with another content"):
        publishing.publish(made("1", day(40), SHORTER), NOW)
    assert PublishedNotice.objects.count() == 1


@pytest.mark.parametrize("late", [0, -5])
def test_a_date_that_is_not_after_the_latest_ones_is_refused_with_the_date_to_write(late: int) -> None:
    publishing.publish(EXAMPLE, NOW)
    with pytest.raises(publishing.CannotPublish, match=f"effective = {day(1)}"):
        publishing.publish(made("2", day(late)), NOW)


def test_a_change_never_reaches_back() -> None:
    publishing.publish(EXAMPLE, NOW)
    with pytest.raises(publishing.CannotPublish, match=rf"never reaches back.*effective = {day(5)}"):
        publishing.publish(made("2", day(4), SHORTER), NOW + dt.timedelta(days=5))
    assert not publishing.publish(made("2", day(5), SHORTER), NOW + dt.timedelta(days=5)).material


def test_what_matters_is_published_as_early_as_the_notice_promises() -> None:
    publishing.publish(EXAMPLE, NOW)
    days = EXAMPLE.head.numbers["change-notice-days"]
    with pytest.raises(publishing.CannotPublish, match=rf"told {days} days before.*effective = {day(days)}"):
        publishing.publish(made("2", day(days - 1), LONGER), NOW)
    assert publishing.publish(made("2", day(days), LONGER), NOW).material


def test_a_notice_cannot_shorten_the_time_for_telling_by_the_change_itself() -> None:
    publishing.publish(EXAMPLE, NOW)
    hasty = made("2", day(1), LONGER, ("notice.toml", "change-notice-days = 30", "change-notice-days = 0"))
    with pytest.raises(publishing.CannotPublish, match=f"effective = {day(30)}"):
        publishing.publish(hasty, NOW)


def test_everything_to_be_written_is_told_at_once() -> None:
    publishing.publish(EXAMPLE, NOW)
    with pytest.raises(publishing.CannotPublish) as refused:
        publishing.publish(made("1", day(0), LONGER, ("terms/en.md", "Asking costs nothing", "Asking is free")), NOW)
    said = str(refused.value)
    assert "published already, with another content" in said
    assert "still call themselves version 1" in said
    assert f"`effective = {day(30)}` or later" in said
    assert said.count("effective = ") == 1


def test_where_nobodys_data_is_a_change_that_matters_waits_for_nobody() -> None:
    publishing.publish(EXAMPLE, NOW)
    second = made("2", day(5), LONGER)
    later = NOW + dt.timedelta(days=5)
    with pytest.raises(publishing.CannotPublish, match="told 30 days before"):
        publishing.see_whether(made("2", day(1), LONGER))
    with pytest.raises(publishing.CannotPublish, match="told 30 days before"):
        publishing.publish(second, later)
    assert publishing.publish(second, later, lambda: False).material, "it is still said to be one"


@pytest.mark.parametrize("notice", ["", "/srv/notice"])
def test_the_example_is_not_published_at_an_address_for_real_people(settings: Any, notice: str) -> None:
    settings.ABOVEBOARD_NOTICE = notice
    publishing.refuse_made_up(EXAMPLE)
    settings.ABOVEBOARD_BASE_URL = "https://help.example.com"
    with pytest.raises(publishing.CannotPublish, match="example"):
        publishing.refuse_made_up(EXAMPLE)
    publishing.refuse_made_up(made("2", day(1), ("notice.toml", "Larkfield Help Ltd", "Meadow Help Ltd")))


def test_terms_that_changed_have_a_version_of_their_own() -> None:
    publishing.publish(EXAMPLE, NOW)
    terms = ("terms/en.md", "Asking costs nothing", "Asking is free")
    with pytest.raises(publishing.CannotPublish, match="still call themselves version 1"):
        publishing.publish(made("2", day(1), terms), NOW)
    dated = ("notice.toml", '[terms]\nversion = "1"', '[terms]\nversion = "2"')
    publishing.publish(made("2", day(1), terms, dated), NOW)


def test_a_version_is_in_force_from_its_date_on() -> None:
    publishing.publish(EXAMPLE, NOW)
    second = made("2", day(31), LONGER)
    publishing.publish(second, NOW)
    for today, wanted in ((day(-9), EXAMPLE), (day(0), EXAMPLE), (day(30), EXAMPLE), (day(31), second)):
        assert publishing.look(today)
        assert notices.notice() == wanted
    assert notices.version(EXAMPLE.source_hash) == EXAMPLE


def test_without_a_published_version_the_folder_counts() -> None:
    assert not publishing.look()
    assert notices.notice() is notices.folder()


def test_the_first_start_publishes_the_folder_and_a_running_process_sees_the_next_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The look by the clock runs in a thread, which would not see the rows of this test's transaction.
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: None)
    publishing.use_published()
    assert [one.hash for one in archive.versions()] == [EXAMPLE.source_hash]
    publishing.publish(made("2", day(1), SHORTER), NOW)
    publishing.look(day(1))
    assert notices.notice().version == "2"


def test_what_the_folder_holds_beyond_what_is_published_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert publishing.folder_says() == ""
    publishing.publish(EXAMPLE, NOW)
    assert publishing.folder_says() == ""
    monkeypatch.setattr(notices, "folder", lambda: made("1", FIRST, SHORTER))
    assert "has changed since version 1 was published. Nothing of the change is in force" in publishing.folder_says()
    second = made("2", day(1), SHORTER)
    monkeypatch.setattr(notices, "folder", lambda: second)
    assert "version 2, which is not published" in publishing.folder_says()
    publishing.publish(second, NOW)
    assert publishing.folder_says() == ""
    monkeypatch.setattr(notices, "folder", lambda: EXAMPLE)
    assert "version 1, which version 2 follows" in publishing.folder_says()


def test_the_database_itself_refuses_to_change_or_delete_a_version() -> None:
    publishing.publish(EXAMPLE, NOW)
    rows = PublishedNotice.objects.filter(pk=EXAMPLE.source_hash)
    for attack in (lambda: rows.update(version="9"), lambda: rows.update(package=b""), rows.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attack()
    guards.install()
    assert archive.package(EXAMPLE.source_hash) == pack(EXAMPLE.files)


def test_what_is_compared_is_what_was_published() -> None:
    publishing.publish(EXAMPLE, NOW)
    second = made("2", day(30), LONGER)
    publishing.publish(second, NOW)
    old, new = archive.find("1"), archive.find("2")
    assert old is not None
    assert new is not None
    assert [one.kind for one in compare(old, new) if one.material] == ["keep.longer"]
