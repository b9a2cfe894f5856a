"""What the notice does not disclose is off: the button, the route and the row are gone, and the desk says why."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from aboveboard.ground import features, notices
from aboveboard.ground.holdings import check_declarations, check_notice
from aboveboard.ground.sealed import NotDisclosed
from aboveboard.ground.vault import keystore
from aboveboard.journeys import answering, asking, consenting, ending, inviting, joining, working
from aboveboard.journeys.errors import Refused
from aboveboard.letters import queries as letters
from aboveboard.notice.features import FEATURES, owners
from aboveboard.notice.loader import of_files
from aboveboard.people.models import Customer
from aboveboard.relay.journeys_store import JourneysStore
from aboveboard.surveys import queries as surveys
from aboveboard.web.desk.remedies import library
from aboveboard.wire.types import Scope
from tests import cast
from tests.law import tree
from tests.notice.folder import without
from tests.notice.leaves import toml
from tests.toolbox.made import remedy
from tests.web import stage as stages

pytestmark = pytest.mark.django_db


@contextmanager
def notice_without(*categories: str) -> Iterator[None]:
    """The product under the example notice without these categories."""
    notices.put_in_force(without(*categories))
    try:
        yield
    finally:
        notices.put_in_force(None)


@pytest.fixture
def ana() -> Any:
    return stages.member("ana", "Ana Castro")


@pytest.fixture
def case(ana: Any) -> Any:
    """Ida's case in Ana's hands."""
    found = cast.case_of()
    working.take_case(found.pk, ana.pk)
    return found


def desk_page(ana: Any, case: Any) -> str:
    return stages.desk_of(ana).get(reverse("desk-case", args=[case.pk])).content.decode()


def customer_page(case: Any) -> str:
    return stages.browser_of(case.customer_id).get(reverse("case", args=[case.pk])).content.decode()


def posted(browser: Client, to: str, *places: Any, **form: str) -> int:
    return browser.post(reverse(to, args=places), form).status_code


def test_everything_is_on_under_the_example(ana: Any, case: Any) -> None:
    assert features.off() == {}
    page = desk_page(ana, case)
    assert "Notes for colleagues" in page
    assert ": off, since" not in page
    assert check_declarations() == check_notice() == []


def test_without_notes_there_are_no_notes(ana: Any, case: Any) -> None:
    with notice_without("notes"):
        page = desk_page(ana, case)
        assert "Notes for colleagues" not in page
        assert reverse("desk-note", args=[case.pk]) not in page
        assert "Notes: off, since the notice does not disclose “notes”." in page
        assert posted(stages.desk_of(ana), "desk-note", case.pk, text="x") == 404
        with pytest.raises(Refused) as refused:
            working.write_note(case.pk, ana.pk, "x", "k")
        assert refused.value.code == "off"
        queue = stages.desk_of(ana).get(reverse("queue")).content.decode()
        assert "Notes: off" in queue
        assert "notes" not in customer_page(case).lower(), "customers need not hear of what was never theirs to see"


def test_without_chat_nobody_writes(ana: Any, case: Any) -> None:
    working.say_as_customer(case.pk, case.customer_id, "hello there", "k1")
    with notice_without("chat"):
        page, theirs = desk_page(ana, case), customer_page(case)
        for said, name in ((page, "desk-say"), (theirs, "case-say")):
            assert reverse(name, args=[case.pk]) not in said
            assert "hello there" not in said
        assert "Chat: off" in page
        assert posted(stages.desk_of(ana), "desk-say", case.pk, text="x") == 404
        assert posted(stages.browser_of(case.customer_id), "case-say", case.pk, text="x") == 404
        with pytest.raises(Refused):
            working.say_as_customer(case.pk, case.customer_id, "x", "k2")
        with pytest.raises(Refused):
            working.say_as_technician(case.pk, ana.pk, "x", "k3")


def test_without_answers_nobody_is_asked(ana: Any) -> None:
    joined = cast.joined(cast.case_of(), ana)
    ending.end_session(joined.session_id, "customer", "")
    token = answering.answer_link(joined.session_id)
    assert token
    with notice_without("answers"):
        assert Client().get(reverse("answer", args=[token])).status_code == 404
        assert answering.answer_link(joined.session_id) is None
        with pytest.raises(Refused):
            answering.answer(token, 5, True, "")
        later = cast.joined(cast.case_of(), stages.member("ben", "Ben Okoro"))
        ending.end_session(later.session_id, "customer", "")
        assert surveys.of_session(later.session_id) is None
        assert [letter.kind for letter in letters.of_session(later.session_id)] == ["summary"]


def test_without_the_screen_there_are_no_sessions(ana: Any, case: Any) -> None:
    invited = inviting.invite(case.pk, ana.pk)
    ticket = joining.technician_ticket(invited.session.pk, ana.pk)
    assert ticket
    with notice_without("screen-view"):
        page, theirs = desk_page(ana, case), customer_page(case)
        assert reverse("desk-invite", args=[case.pk]) not in page
        assert invited.code not in page
        assert "Remote sessions: off, since the notice does not disclose “screen-view”." in page
        assert reverse("case-join", args=[case.pk]) not in theirs
        assert "show your screen" not in theirs
        home = Client().get(reverse("home")).content.decode()
        assert reverse("join") not in home
        assert Client().get(reverse("join")).status_code == 404
        assert posted(stages.desk_of(ana), "desk-invite", case.pk) == 404
        assert posted(stages.desk_of(ana), "desk-ticket", invited.session.pk) == 404
        answer = Client().post("/api/join", {"code": invited.code, "terms_version": ""}, "application/json")
        assert (answer.status_code, answer.json()["error"]) == (404, "off")
        for refused in (
            lambda: inviting.invite(case.pk, ana.pk),
            lambda: joining.redeem_code(invited.code, "", cast.fresh_network()),
            lambda: joining.technician_ticket(invited.session.pk, ana.pk),
        ):
            with pytest.raises(Refused) as said:
                refused()
            assert said.value.code == "off"
        assert JourneysStore().scopes() == frozenset()


def test_without_marks_a_session_has_no_pen(ana: Any, case: Any) -> None:
    joined = cast.joined(cast.case_of("Tom Reed"), ana)
    theirs = reverse("customer-session", args=[joined.session_id])
    ours = reverse("desk-session", args=[joined.session_id])
    assert "data-offer-point" in stages.browser_of(joined.person_id).get(theirs).content.decode()
    assert 'data-ask="point"' in stages.desk_of(ana).get(ours).content.decode()
    with notice_without("marks"):
        assert "data-offer-point" not in stages.browser_of(joined.person_id).get(theirs).content.decode()
        page = stages.desk_of(ana).get(ours).content.decode()
        assert 'data-ask="view"' in page
        assert 'data-ask="point"' not in page
        assert "data-marking" not in page
        assert "Pointing and drawing: off" in page
        assert JourneysStore().scopes() == set(Scope) - {Scope.POINT}
        # Nobody published the version of before, under which nothing may be carried: the person has agreed anew.
        keystore.set_notice(joined.person_id, notices.notice().source_hash)
        grant = joined.session_id  # any unused identifier
        assert not consenting.record_grant(joined.session_id, grant, "point", 2)
        assert consenting.record_grant(joined.session_id, grant, "view", 2)


@pytest.mark.parametrize(
    ("category", "scope", "panel"), [("tool-runs", "tool", "remedies"), ("secret-password", "password", "secrets")]
)
def test_without_its_category_nothing_of_a_repair_is_there(
    ana: Any, case: Any, category: str, scope: str, panel: str
) -> None:
    joined = cast.joined(cast.case_of("Tom Reed"), ana)
    ours = reverse("desk-session", args=[joined.session_id])
    digest = library().add(remedy()).digest
    package = reverse("desk-remedy", args=[joined.session_id, digest])
    desk = stages.desk_of(ana)
    assert desk.get(package).content == remedy()
    page = desk.get(ours).content.decode()
    assert f'data-ask="{scope}"' in page
    assert f'data-panel="{panel}"' in page
    with notice_without(category):
        page = desk.get(ours).content.decode()
        assert f'data-ask="{scope}"' not in page
        assert f'data-panel="{panel}"' not in page
        assert f"{FEATURES['tools' if scope == 'tool' else 'passwords'].name}: off" in page
        assert desk.get(package).status_code == (404 if scope == "tool" else 200)
        if scope == "password":
            assert Scope.PASSWORD not in JourneysStore().scopes()
            assert not consenting.record_grant(joined.session_id, joined.session_id, scope, 2)


def test_without_addresses_nobody_is_asked_for_one(ana: Any) -> None:
    with notice_without("contact"):
        page = Client().get(reverse("help")).content.decode()
        assert 'name="email"' not in page
        assert 'name="name"' in page
        case = cast.case_of(email="ida@example.org")
        assert Customer.objects.get(pk=case.customer_id).__dict__["email"] is None
        desk = stages.desk_of(ana)
        assert 'name="email"' not in desk.get(reverse("desk-new-case")).content.decode()
        form = {"name": "Tom", "email": "tom@example.org", "problem": "It beeps.", "language": "en"}
        assert posted(desk, "desk-new-case", **form) == 302
        assert not Customer.objects.exclude(email=None).exists()
        joined = cast.joined(case, stages.member("ben", "Ben Okoro"))
        ending.end_session(joined.session_id, "customer", "")
        assert list(letters.of_session(joined.session_id)) == []
        page = desk.get(reverse("queue")).content.decode()
        assert "E-mail addresses: off" in page
        assert "Letters after a session: off" in page


def test_a_column_refuses_what_the_notice_does_not_let_be_stored(case: Any) -> None:
    """The last line: whatever code above it forgets to ask."""
    customer = Customer.objects.get(pk=case.customer_id)
    with notice_without("contact"):
        customer.email = "ida@example.org"
        with pytest.raises(NotDisclosed), transaction.atomic():
            customer.save()
    customer.save()


@pytest.mark.parametrize("category", sorted({key for one in FEATURES.values() for key in one.categories}))
def test_the_start_up_check_warns_and_names_the_feature(category: str) -> None:
    with notice_without(category):
        found = check_declarations()
        assert check_notice() == []
        assert {one.id for one in found} <= {"ground.W002"}
        for one in found:
            assert all(name in one.msg for name in owners(category))
        assert len(found) <= 1


@pytest.mark.parametrize("category", ["identity", "link", "session-record"])
def test_what_the_product_cannot_run_without_stops_the_start(category: str) -> None:
    with notice_without(category):
        assert {"ground.E002"} == {one.id for one in check_declarations()}
        assert any(f"`{category}`" in one.msg for one in check_notice())


def test_the_reason_is_the_first_thing_that_is_missing() -> None:
    from_matrix = without("screen-view")
    notices.put_in_force(from_matrix)
    try:
        off = features.off()
    finally:
        notices.put_in_force(None)
    assert [lack.key for lack in off["sessions"]] == ["screen-view"]
    assert [lack.what for lack in off["questionnaire"]] == ["feature"]


def test_templates_ask_for_features_that_exist() -> None:
    """A misspelt name would be off for ever, in silence."""
    asked = {
        name
        for path in tree.files(".html", under=tree.PACKAGE)
        for name in re.findall(r"\bfeatures\.([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert asked <= set(FEATURES)
    assert {"chat", "notes", "email", "sessions", "marks"} <= asked


def test_a_request_that_was_typed_before_the_switch_is_kept_without_the_address() -> None:
    """An old page that still has the field sends it; the case is opened, the address is not kept."""
    with notice_without("contact"):
        case = asking.ask_for_help(
            name="Ida",
            email="ida@example.org",
            problem="It beeps.",
            language="en",
            terms_version=notices.notice().terms_version,
            source=cast.fresh_network(),
        )
    assert Customer.objects.get(pk=case.customer_id).__dict__["email"] is None


@pytest.mark.parametrize("category", ["chat", "notes", "contact", "answers", "preferences", "session-record"])
def test_a_supervisor_for_whom_the_matrix_closes_something_still_reads_the_rest(category: str, case: Any) -> None:
    """The page of a case leaves out what `supervise` may not use; it does not fail on it."""
    working.say_as_customer(case.pk, case.customer_id, "hello there", "k1")
    example = without()
    files = dict(example.files)
    before, row, after = files["matrix.toml"].partition("supervise = [")
    files["matrix.toml"] = before + row + after.replace(f'"{category}", ', "", 1)
    notices.put_in_force(of_files(files))
    # Nobody published the version of before, and one that nobody knows opens nothing: the person has agreed anew.
    keystore.set_notice(case.customer_id, notices.notice().source_hash)
    try:
        answer = stages.desk_of(stages.member("sam", "Sam Winter", "supervisor")).get(
            reverse("desk-case", args=[case.pk])
        )
        assert answer.status_code == 200
        assert ("hello there" in answer.content.decode()) == (category != "chat")
    finally:
        notices.put_in_force(None)


@pytest.mark.parametrize("purpose", ["search", "communicate", "improve", "supervise", "disputes"])
def test_no_page_fails_where_the_notice_lacks_a_purpose(purpose: str, ana: Any, case: Any) -> None:
    """What needs the purpose is shut or left out; nobody meets an error of the server."""
    files = dict(without().files)
    raw = {name: tomllib.loads(files[name]) for name in ("purposes.toml", "matrix.toml")}
    for table in raw.values():
        table.pop(purpose)
    notices.put_in_force(of_files(files | {name: toml(table) for name, table in raw.items()}))
    try:
        assert check_notice() == []
        sam = stages.desk_of(stages.member("sam", "Sam Winter", "supervisor"))
        for browser in (stages.desk_of(ana), sam):
            assert browser.get(reverse("queue")).status_code == 200
            for address in (reverse("desk-case", args=[case.pk]), reverse("desk-search") + "?q=ida@example.org"):
                assert browser.get(address).status_code in (200, 403, 404)
        assert stages.browser_of(case.customer_id).get(reverse("case", args=[case.pk])).status_code == 200
        assert Client().get(reverse("privacy")).status_code == 200
    finally:
        notices.put_in_force(None)
