"""The address that carries a report to a form: nothing in it leaves before the person presses the button."""

from urllib.parse import urlsplit

import pytest

from aboveboard.diagnostics.link import LINK_CHARACTERS, desk_address, help_link, read_link
from aboveboard.diagnostics.report import share
from aboveboard.diagnostics.words import german
from aboveboard.wire.computer import ComputerFinding, ComputerReport
from tests.diagnostics.made_up import WRONG, examination

REPORT = share(examination(WRONG))


def test_the_report_comes_back_as_it_was() -> None:
    assert read_link(help_link("https://help.example", REPORT)) == REPORT


def test_the_report_stands_where_browsers_do_not_send_it() -> None:
    parts = urlsplit(help_link("https://help.example/support/", REPORT))
    assert (parts.path, parts.query) == ("/support/help", "")
    assert parts.fragment.startswith("computer=")


def test_a_usual_report_makes_a_short_link() -> None:
    assert len(help_link("https://help.example", REPORT)) < 1_000


def test_a_report_that_is_too_long_for_a_link_says_what_to_do() -> None:
    noise = tuple(
        ComputerFinding("a.rule", "info", f"disk-{at:x}", at * 7919, {"free": at * 1.2345e9}, {"free": at / 7919})
        for at in range(1, 5_000)
    )
    with pytest.raises(ValueError, match="Leave some of its lines out"):
        help_link("https://help.example", ComputerReport(taken_at=1, findings=noise))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("help.example", "https://help.example"),
        (" https://help.example/ ", "https://help.example"),
        ("https://help.example:443", "https://help.example"),
        ("https://help.example:8443", "https://help.example:8443"),
        ("https://example.org/desk/", "https://example.org/desk"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert desk_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "http://help.example", "javascript:alert(1)", "file:///etc/passwd", "https://user@help.example",
        "https://user:word@help.example", "https://help.example/?x=1", "https://help.example/#x", "https://",
        "https://help.example\\@evil.example", "https://hëlp.example", "https://help.example/a b", "https://[::1",
        "https://help.example:99999",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        desk_address(typed)
    assert str(refused.value) in german(), "what the window shows is there in German"


@pytest.mark.parametrize(
    "link",
    ["https://help.example/help", "https://help.example/help#computer=", "https://help.example/help#computer=%%%",
     "https://help.example/help#computer=AAAA", "#computer=" + "A" * LINK_CHARACTERS],
)  # fmt: skip
def test_a_link_without_a_report_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_link(link)


def test_a_small_link_that_swells_is_refused() -> None:
    swelling = ComputerReport(taken_at=1, findings=tuple(ComputerFinding("a.rule", "info") for _ in range(2_000)))
    with pytest.raises(ValueError, match="at most"):
        read_link(help_link("https://help.example", swelling))
