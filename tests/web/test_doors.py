"""Who gets through which door: every named address by every kind of person, on one stage."""

import copy
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from aboveboard.web.doors import Who
from tests import cast
from tests.web import stage as stages

IN, SIGN_IN, NOT_FOUND, FORBIDDEN = "in", "sign-in", "not found", "forbidden"

# In the order of stages.PEOPLE: anonymous, customer, another customer, technician, another, supervisor, administrator.
ANYONE = (IN,) * 7
MINE = (NOT_FOUND, IN, *(NOT_FOUND,) * 5)
DESK = (*(SIGN_IN,) * 3, *(IN,) * 4)
MY_CASE_TO_READ = (*(SIGN_IN,) * 3, IN, NOT_FOUND, IN, IN)
MY_CASE = (*(SIGN_IN,) * 3, IN, NOT_FOUND, NOT_FOUND, NOT_FOUND)
ADMINISTRATION = (*(SIGN_IN,) * 3, *(FORBIDDEN,) * 3, IN)
NO_CODES_YET = (*(SIGN_IN,) * 3, *(NOT_FOUND,) * 4)
SIGNING_IN = (SIGN_IN, SIGN_IN, SIGN_IN, IN, IN, IN, IN)

TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("get", ANYONE),
    "privacy": ("get", ANYONE),
    "privacy-versions": ("get", ANYONE),
    "privacy-version": ("get", ANYONE),
    "privacy-package": ("get", ANYONE),
    "privacy-changes": ("get", ANYONE),
    "privacy-notice": ("get", ANYONE),
    "data-map": ("get", ANYONE),
    "article-30": ("get", ANYONE),
    "promises": ("get", ANYONE),
    "conformance": ("get", ANYONE),
    "cookies": ("get", ANYONE),
    "cookies-elsewhere": ("get", ANYONE),
    "terms": ("get", ANYONE),
    "contact": ("get", ANYONE),
    "language": ("post", ANYONE),
    "health": ("get", ANYONE),
    "setup": ("get", ANYONE),
    "security-txt": ("get", ANYONE),
    "help": ("get", ANYONE),
    "join": ("get", ANYONE),
    "answer": ("get", ANYONE),
    "receipt": ("get", ANYONE),
    "receipt-file": ("get", ANYONE),
    "receipt-computer": ("post", ANYONE),
    "receipt-handed": ("get", ANYONE),
    "ledger": ("get", ANYONE),
    "ledger-heads": ("get", ANYONE),
    "ledger-consistency": ("get", ANYONE),
    "ledger-inclusion": ("get", ANYONE),
    "case": ("get", MINE),
    "case-live": ("get", MINE),
    "case-say": ("post", MINE),
    "case-notice": ("post", MINE),
    "case-computer": ("post", MINE),
    "case-join": ("post", MINE),
    "customer-session": ("get", MINE),
    "customer-ticket": ("post", MINE),
    "customer-receipt": ("get", MINE),
    "customer-receipt-file": ("get", MINE),
    "queue": ("get", DESK),
    "desk-live": ("get", DESK),
    "desk-new-case": ("get", DESK),
    "desk-search": ("get", DESK),
    "desk-computers": ("get", DESK),
    "desk-take": ("post", DESK),
    "desk-case": ("get", MY_CASE_TO_READ),
    "desk-release": ("post", MY_CASE),
    "desk-close": ("post", MY_CASE),
    "desk-say": ("post", MY_CASE),
    "desk-note": ("post", MY_CASE),
    "desk-invite": ("post", MY_CASE),
    "desk-cancel-invitation": ("post", MY_CASE),
    "desk-session": ("get", MY_CASE),
    "desk-ticket": ("post", MY_CASE),
    "desk-remedy": ("get", MY_CASE),
    "desk-join-session": ("post", MY_CASE_TO_READ),
    "desk-call-colleague": ("post", MY_CASE),
    "desk-receipt": ("get", MY_CASE_TO_READ),
    "desk-receipt-file": ("get", MY_CASE_TO_READ),
    "desk-confidentiality": ("get", DESK),
    "desk-people": ("get", ADMINISTRATION),
    "desk-person-link": ("post", ADMINISTRATION),
    "desk-person-factors": ("post", ADMINISTRATION),
    "desk-person-suspend": ("post", ADMINISTRATION),
    "desk-person-reinstate": ("post", ADMINISTRATION),
    "desk-person-role": ("post", ADMINISTRATION),
    "desk-privacy": ("get", ADMINISTRATION),
    "desk-privacy-check": ("post", ADMINISTRATION),
    "desk-privacy-promise": ("get", ADMINISTRATION),
    "certificate": ("get", ANYONE),
    "desk-holds": ("get", ADMINISTRATION),
    "desk-hold-release": ("post", ADMINISTRATION),
    "desk-erase": ("post", ADMINISTRATION),
    "account_login": ("get", ANYONE),
    "account_inactive": ("get", ANYONE),
    "mfa_authenticate": ("get", SIGNING_IN),
    "mfa_login_webauthn": ("get", SIGNING_IN),
    "account_logout": ("get", SIGNING_IN),
    "account_change_password": ("get", DESK),
    "account_set_password": ("get", DESK),
    "account_reauthenticate": ("get", DESK),
    "mfa_reauthenticate": ("get", DESK),
    "mfa_reauthenticate_webauthn": ("get", DESK),
    "mfa_index": ("get", DESK),
    "mfa_activate_totp": ("get", DESK),
    "mfa_deactivate_totp": ("get", DESK),
    "mfa_list_webauthn": ("get", DESK),
    "mfa_add_webauthn": ("get", DESK),
    "mfa_remove_webauthn": ("get", DESK),
    "mfa_edit_webauthn": ("get", DESK),
    "mfa_view_recovery_codes": ("get", NO_CODES_YET),
    "mfa_generate_recovery_codes": ("get", DESK),
    "api-join": ("post", ANYONE),
    "api-ticket": ("post", ANYONE),
    "api-receipt": ("post", ANYONE),
}


def named(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        elif pattern.name:
            yield pattern


PATTERNS = {pattern.name: pattern for pattern in named(get_resolver().url_patterns)}


WORKING = (Who.TECHNICIAN, Who.SUPERVISOR, Who.ADMINISTRATOR)


def who_may(pattern: URLPattern) -> Who:
    return pattern.callback.door.who


def outcome(response: HttpResponseBase) -> str:
    if response.status_code in (301, 302) and response["Location"].startswith(reverse("account_login")):
        return SIGN_IN
    assert response.status_code != 405, "the table names the wrong method"
    assert response.status_code < 500
    return {404: NOT_FOUND, 403: FORBIDDEN}.get(response.status_code, IN)


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return stages.build()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A refused request is what is asked for here, not news."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def test_the_table_names_every_address_and_no_other() -> None:
    assert set(TABLE) == set(PATTERNS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(name: str, stage: stages.Stage) -> None:
    method, expected = TABLE[name]
    places = {
        place: stage.names.get(f"{name} {place}", stage.names.get(place)) for place in PATTERNS[name].pattern.converters
    }
    address = reverse(name, kwargs=places)
    seen = []
    for who in stages.PEOPLE:
        browser = stage.browsers[who]
        cookies = copy.deepcopy(browser.cookies)
        with transaction.atomic():
            response = getattr(browser, method)(address)
            seen.append(outcome(response))
            transaction.set_rollback(True)
        browser.cookies = cookies
    assert dict(zip(stages.PEOPLE, seen, strict=True)) == dict(zip(stages.PEOPLE, expected, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, pattern in PATTERNS.items() if who_may(pattern) in WORKING])
def test_staff_without_a_second_factor_is_sent_to_set_one_up(name: str) -> None:
    places = dict.fromkeys(PATTERNS[name].pattern.converters, "00000000-0000-4000-8000-000000000000")
    browser = stages.desk_of(stages.member("ana", "Ana Castro"), factor=False)
    response = getattr(browser, TABLE[name][0])(reverse(name, kwargs=places))
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, pattern in PATTERNS.items() if who_may(pattern) in WORKING])
def test_staff_that_signed_no_confidentiality_is_sent_to_the_statement(name: str) -> None:
    places = dict.fromkeys(PATTERNS[name].pattern.converters, "00000000-0000-4000-8000-000000000000")
    browser = stages.desk_of(cast.technician("pia", "Pia Holm", "administrator", password=None, signs=False))
    response = getattr(browser, TABLE[name][0])(reverse(name, kwargs=places))
    assert response.status_code == 302
    assert response["Location"] == reverse("desk-confidentiality")


@pytest.mark.django_db
def test_suspended_staff_is_out_at_once(stage: stages.Stage) -> None:
    ana = stage.ana
    ana.is_active = False
    ana.save()
    assert outcome(stage.browsers["technician"].get(reverse("queue"))) == SIGN_IN


@pytest.mark.django_db
def test_an_id_that_nobody_has_looks_like_a_foreign_one(stage: stages.Stage) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    foreign = stage.browsers["another customer"].get(reverse("case", args=[stage.case.pk]))
    unknown = stage.browsers["another customer"].get(reverse("case", args=[nobody]))
    assert foreign.status_code == unknown.status_code == 404
    hide = str(stage.case.pk).encode(), nobody.encode()
    without_token = [page.content.split(b"csrfmiddlewaretoken")[0] for page in (foreign, unknown)]
    assert without_token[0].replace(hide[0], b"") == without_token[1].replace(hide[1], b"")


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "nonsense", "00000000-0000-4000-8000-000000000000", "../../etc", "1 OR 1=1"])
def test_a_forged_person_in_the_session_opens_nothing(value: str, stage: stages.Stage) -> None:
    browser = stages.browser_of()
    session = browser.session
    session["person"] = value
    session.save()
    assert browser.get(reverse("case", args=[stage.case.pk])).status_code == 404
