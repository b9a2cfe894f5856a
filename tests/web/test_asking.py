"""The form that asks for help: what it keeps, and what it keeps out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.cases import queries
from aboveboard.ground.notices import notice
from aboveboard.web.customer import guard
from tests import cast
from tests.web import stage as stages

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Ida Morgan",
    "email": "ida@example.org",
    "problem": "It beeps <b>loudly</b>.",
    "terms": "on",
    "website": "",
}


UNSEEN = ("\r\nBcc: ", "\n", "\t", "\x00", "\x1b", "\x85", "\u2028", "\u202e", "\u2066")
"""Signs that act instead of being read: they end a line, steer a terminal, or turn the text around."""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody in these tests is made to wait; the age of a form has a test of its own."""
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)


def filled(**changes: str) -> dict[str, str]:
    return WORDS | {"stamp": guard.fresh_stamp(), "terms_version": notice().terms_version} | changes


def ask(browser: Client, source: str | None = None, **changes: str):  # type: ignore[no-untyped-def]  # Django's test response
    return browser.post(reverse("help"), filled(**changes), REMOTE_ADDR=source or cast.fresh_network())


def test_a_good_form_opens_a_case_that_this_browser_may_see() -> None:
    browser = Client()
    answer = ask(browser)
    assert answer.status_code == 302
    page = browser.get(answer["Location"])
    assert page.status_code == 200
    assert "It beeps &lt;b&gt;loudly&lt;/b&gt;." in page.content.decode()
    assert Client().get(answer["Location"]).status_code == 404


def test_the_session_gets_a_new_key_so_that_a_planted_one_is_worthless() -> None:
    browser = stages.browser_of()
    session = browser.session
    session["planted"] = True
    session.save()
    before = browser.cookies["aboveboard_session"].value
    ask(browser)
    assert browser.cookies["aboveboard_session"].value != before


@pytest.mark.parametrize("missing", ["name", "problem", "terms"])
def test_what_is_missing_is_said_and_the_rest_is_kept(missing: str) -> None:
    answer = ask(Client(), **{missing: ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert queries.unanswered() == 0
    assert "All you have typed is still here." in text
    for name in ("name", "email", "problem"):
        if name != missing:
            assert WORDS[name].split(" ")[0] in text


def test_the_box_of_the_terms_is_never_ticked_beforehand() -> None:
    for text in (Client().get(reverse("help")).content.decode(), ask(Client(), terms="").content.decode()):
        box = re.search(r"<input[^>]*name=\"terms\"[^>]*>", text)
        assert box
        assert "checked" not in box.group(0)


def test_every_field_says_why_it_is_asked() -> None:
    text = Client().get(reverse("help")).content.decode()
    for category in ("identity", "contact", "problem"):
        assert notice().categories[category].why.en in text


def test_only_declared_fields_are_asked() -> None:
    names = set(re.findall(r"name=\"([a-z_]+)\"", Client().get(reverse("help")).content.decode()))
    form = {"problem", "name", "email", "terms", "website", "stamp", "terms_version", "computer"}
    assert names - {"viewport", "csrfmiddlewaretoken", "next", "language", "color"} <= form


@pytest.mark.parametrize(
    "bad",
    [
        {"website": "https://pills.example"},
        {"stamp": ""},
        {"stamp": "0000:1abcde:forged"},
        {"email": "nobody"},
        {"email": "a@b.example\r\nBcc: all@example.org"},
        {"name": "x" * 81},
        *({"name": f"Ida{sign}Morgan"} for sign in UNSEEN),
        {"name": "\u200b\u200b"},
        {"email": "a@\u202eb.example"},
        {"problem": "x" * 4001},
        {"terms_version": "0"},
    ],
)
def test_what_programs_send_opens_no_case_and_loses_nothing(bad: dict[str, str]) -> None:
    answer = ask(Client(), **bad)
    assert answer.status_code == 422
    assert queries.unanswered() == 0
    if "problem" not in bad:
        assert "It beeps" in answer.content.decode()


def test_a_name_with_a_sign_that_turns_text_around_is_named_as_the_reason() -> None:
    answer = ask(Client(), name="Ida \u202egnp.exe")
    assert "another sign that cannot be seen" in answer.content.decode()


@pytest.mark.parametrize("name", ["Ida Morgan", "Zoë O'Neill-Łuczak", "山田 太郎", "محمد", "עִידָה", "Ida 👩‍👧"])
def test_a_persons_name_is_taken_in_any_script(name: str) -> None:
    assert ask(Client(), name=name).status_code == 302


def test_a_problem_keeps_its_lines_and_nothing_that_turns_them_around() -> None:
    ask(Client(), problem="It beeps.\r\n\tThen \u202eit\u2066 stops.\u2028\x1b[2J")
    case = queries.queue()[0]
    with cast.opening(case.subject):
        assert case.problem == "It beeps.\n\tThen it stops.\n[2J"


def test_a_form_that_comes_back_at_once_is_asked_to_send_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", guard.OLDEST)
    answer = ask(Client())
    assert answer.status_code == 422
    assert "very quick" in answer.content.decode()


def test_a_stale_form_gets_a_fresh_stamp_and_then_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    old = filled()
    with monkeypatch.context() as later:
        later.setattr(guard, "OLDEST", -guard.OLDEST)
        refused = Client().post(reverse("help"), old, REMOTE_ADDR=cast.fresh_network())
    stamp = re.search(r"name=\"stamp\" value=\"([^\"]+)\"", refused.content.decode())
    assert stamp
    assert stamp.group(1) != old["stamp"]
    again = Client().post(reverse("help"), old | {"stamp": stamp.group(1)}, REMOTE_ADDR=cast.fresh_network())
    assert again.status_code == 302


def test_pressing_send_twice_opens_one_case() -> None:
    browser, form, source = Client(), filled(), cast.fresh_network()
    answers = [browser.post(reverse("help"), form, REMOTE_ADDR=source) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert queries.unanswered() == 1


def test_a_form_is_good_once_and_only_in_the_browser_that_got_it() -> None:
    mine, another = Client(), Client()
    shown = mine.get(reverse("help")).content.decode()
    another.get(reverse("help"))
    stamp = re.search(r"name=\"stamp\" value=\"([^\"]+)\"", shown)
    assert stamp
    assert ask(another, stamp=stamp.group(1)).status_code == 422
    assert queries.unanswered() == 0
    first = ask(mine, stamp=stamp.group(1))
    assert first.status_code == 302
    again = ask(mine, stamp=stamp.group(1), problem="Another one.")
    assert again["Location"] == first["Location"]
    refused = ask(another, stamp=stamp.group(1))
    assert refused.status_code == 422
    assert "It beeps" in refused.content.decode()
    assert queries.unanswered() == 1


def test_a_flood_from_one_network_is_slowed_down_and_another_network_is_not() -> None:
    source = cast.fresh_network()
    statuses = [ask(Client(), source).status_code for _ in range(14)]
    assert statuses.count(302) == 12
    assert statuses[-1] == 429
    last = ask(Client(), source)
    assert last["Retry-After"]
    assert "It beeps" in last.content.decode()
    assert ask(Client()).status_code == 302


def test_a_form_without_its_protection_gets_a_page_that_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("help"), filled())
    assert answer.status_code == 403
    assert "This form was too old" in answer.content.decode()
    assert queries.unanswered() == 0


def test_a_form_that_is_far_too_large_gets_a_page_of_its_own() -> None:
    answer = Client().post(reverse("help"), filled(problem="x" * 300_000))
    assert answer.status_code == 413
    assert "too much at once" in answer.content.decode()


def test_a_visitor_cannot_write_their_own_network_into_a_header() -> None:
    source = cast.fresh_network()
    statuses = [
        Client(headers={"X-Forwarded-For": f"203.0.{number}.1"})
        .post(reverse("help"), filled(), REMOTE_ADDR=source)
        .status_code
        for number in range(13)
    ]
    assert statuses[-1] == 429
