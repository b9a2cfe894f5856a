"""The archive of the notice as a visitor gets it: each version at its address, the differences, and the files."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from aboveboard.ground import notices, publishing
from aboveboard.notice.archive import pack
from tests.notice.made import EXAMPLE, LONGER, SHORTER, made

pytestmark = pytest.mark.db

FIRST = EXAMPLE.effective
NOW = dt.datetime.combine(FIRST, dt.time(9), dt.UTC)
SECOND = made("2", FIRST + dt.timedelta(days=2), SHORTER, ("notice.toml", "Nora Feld", "Ole Feld"))
THIRD = made("3", dt.date(2190, 1, 1), LONGER, ("notice.toml", "Nora Feld", "Ole Feld"))


@pytest.fixture(autouse=True)
def published() -> Iterator[None]:
    for version in (EXAMPLE, SECOND, THIRD):
        publishing.publish(version, NOW)
    publishing.look()
    yield
    notices.put_in_force(None)


def text_of(address: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_of_the_notice_is_the_version_in_force() -> None:
    page = text_of(reverse("privacy"))
    assert SECOND.source_hash in page
    assert "60 days" in page


def test_every_version_is_listed_with_its_address_and_its_state() -> None:
    page = text_of(reverse("privacy-versions"))
    for version in (EXAMPLE, SECOND, THIRD):
        assert reverse("privacy-version", args=[version.source_hash]) in page
    assert reverse("privacy-changes", args=[EXAMPLE.source_hash, SECOND.source_hash]) in page
    assert page.index(THIRD.source_hash) < page.index(SECOND.source_hash) < page.index(EXAMPLE.source_hash)
    assert "it matters" in page


@pytest.mark.parametrize("version", [EXAMPLE, SECOND, THIRD], ids=lambda one: one.version)
def test_every_version_stays_readable_and_its_bytes_give_its_address(version: notices.Notice) -> None:
    page = text_of(reverse("privacy-version", args=[version.source_hash]))
    assert version.source_hash in page
    bytes_of_it = Client().get(reverse("privacy-package", args=[version.source_hash])).content
    assert bytes_of_it == pack(version.files)
    assert hashlib.sha256(bytes_of_it).hexdigest() == version.source_hash


def test_a_version_that_is_not_in_force_says_so() -> None:
    assert "A later version has replaced this one" in text_of(reverse("privacy-version", args=[EXAMPLE.source_hash]))
    assert "This version is not in force yet" in text_of(reverse("privacy-version", args=[THIRD.source_hash]))


@pytest.mark.parametrize("address", ["0" * 64, EXAMPLE.source_hash[:12], EXAMPLE.source_hash.upper(), "x"])
def test_an_address_that_no_version_has_is_not_found(address: str) -> None:
    for name in ("privacy-version", "privacy-package"):
        assert Client().get(reverse(name, args=[address])).status_code == 404
    assert Client().get(reverse("privacy-changes", args=[EXAMPLE.source_hash, address])).status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Chat messages: kept longer"), ("de", "Chat-Nachrichten: länger")]
)
def test_the_difference_is_said_by_what_it_means(language: str, said: str) -> None:
    page = text_of(reverse("privacy-changes", args=[EXAMPLE.source_hash, THIRD.source_hash]), language)
    assert said in page
    assert "120" in page
    assert EXAMPLE.source_hash in page


def test_a_difference_that_matters_to_nobody_says_so() -> None:
    page = text_of(reverse("privacy-changes", args=[EXAMPLE.source_hash, SECOND.source_hash]))
    assert "Nobody gets more" in page
    assert "kept for a shorter time" in page


def test_machines_find_the_version_in_force() -> None:
    content = json.loads(text_of("/.well-known/privacy-notice.json"))
    assert content["hash"] == SECOND.source_hash
    assert content["this_version"] == f"{settings.ABOVEBOARD_BASE_URL}/privacy/versions/{SECOND.source_hash}"


def test_the_data_map_and_the_register_are_files_of_their_kind() -> None:
    data_map = Client().get(reverse("data-map"))
    assert data_map["Content-Type"] == "application/ld+json"
    assert json.loads(data_map.content)["dpv:hasIdentifier"] == SECOND.source_hash
    register = Client(headers={"accept-language": "de"}).get(reverse("article-30"))
    assert register["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(register.content.decode("utf-8-sig"), newline="")))
    assert rows[0][0] == "Tätigkeit"
    assert len(rows) == 1 + len(SECOND.purposes)


def test_cookies_are_found_where_people_look_first() -> None:
    answer = Client().get("/cookies")
    assert (answer.status_code, answer["Location"]) == (302, reverse("cookies"))


def test_what_a_published_text_hides_stays_text() -> None:
    hostile = made("4", dt.date(2190, 2, 1), ("notice.toml", "Larkfield Help Ltd", "<script>alert(1)</script>"))
    publishing.publish(hostile, NOW)
    for address in (
        reverse("privacy-version", args=[hostile.source_hash]),
        reverse("privacy-changes", args=[THIRD.source_hash, hostile.source_hash]),
    ):
        assert "<script>alert" not in text_of(address)
