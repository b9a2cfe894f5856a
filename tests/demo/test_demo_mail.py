"""The demo's post office keeps what it took, and its page shows it without running it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from aboveboard.site.demo_cast import new_sign_in_link, use_sign_in_link
from aboveboard.site.demo_mail import MailFolder, MailListener


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[int]:
    listening = MailListener(tmp_path)
    yield listening.start()
    listening.stop()
    listening.stop()


def send(port: int, subject: str = "Hello", text: str = "It prints.") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "help@larkfield.example", "ida@example.org", subject
    message["Message-ID"] = "<1@larkfield.example>"
    message.set_content(text)
    message.add_alternative("<script>alert(1)</script>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as connection:
        connection.send_message(message)


def test_a_letter_that_was_accepted_is_on_disk(listener: int, tmp_path: Path) -> None:
    send(listener, "Grüße")
    (kept,) = MailFolder(tmp_path).list()
    assert (kept.to, kept.subject, kept.message_id) == ("ida@example.org", "Grüße", "<1@larkfield.example>")
    read = MailFolder(tmp_path).read(kept.name)
    assert read is not None
    assert read["X-Envelope-To"] == "ida@example.org"


def test_the_newest_letter_comes_first_and_half_a_letter_not_at_all(listener: int, tmp_path: Path) -> None:
    send(listener, "first")
    send(listener, "second")
    (tmp_path / "0000000000000-0000000000000000.part").write_bytes(b"Subject: half")
    assert [kept.subject for kept in MailFolder(tmp_path).list()] in (["second", "first"], ["first", "second"])
    assert len(MailFolder(tmp_path).list()) == 2


@pytest.mark.parametrize("name", ["../master", "..", "", "x", "0000000000000-0000000000000000", "a/b", "\x00"])
def test_a_name_that_it_did_not_make_reads_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "master").write_text("secret")
    assert MailFolder(tmp_path / "mail").read(name) is None


def test_a_letter_too_large_is_refused(listener: int, tmp_path: Path) -> None:
    with pytest.raises(smtplib.SMTPException):
        send(listener, text="x" * 2_000_000)
    assert MailFolder(tmp_path).list() == []


def test_a_sign_in_link_is_no_path(tmp_path: Path) -> None:
    new_sign_in_link(tmp_path, "ana")
    for token in ("../demo-cast.json", "", "/etc/passwd", "ana"):
        assert use_sign_in_link(tmp_path, token) is None


FORWARDERS = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Forwarded",
    "Via",
    "CF-Connecting-IP",
    "True-Client-IP",
)


def test_only_a_browser_on_this_computer_sees_the_demos_pages(settings: object, rf: RequestFactory) -> None:
    from django.http import Http404

    from aboveboard.site import demo_views

    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]  # pytest-django's settings take any name

    def here(**headers: str) -> HttpRequest:
        return rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost:8000", headers=headers)

    settings.ABOVEBOARD_DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings take any name
    for view, arguments in (
        (demo_views.mail, ()),
        (demo_views.computer, ()),
        (demo_views.letter, ("x",)),
        (demo_views.sign_in, ("x",)),
    ):
        for request in (
            rf.get("/", REMOTE_ADDR="192.168.1.7"),
            rf.get("/", REMOTE_ADDR=""),
            rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="demo.example"),
            *(here(**{header: "127.0.0.1"}) for header in FORWARDERS),
        ):
            with pytest.raises(Http404):
                view(request, *arguments)
    assert demo_views.is_open_to(here())
