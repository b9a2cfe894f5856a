"""Nobody works at the desk without a second factor or a passkey, and guessing does not pay."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import NoReverseMatch, reverse

from aboveboard.journeys.staffing import suspend_technician
from aboveboard.web.desk import account_forms, adapters
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.django_db

DESK = reverse("queue")
SECOND_STEP = "/desk/account/sign-in/second-step"
SECURITY = "/desk/account/security"


def second_step(browser: helping.Client, given: str) -> int:
    return int(browser.post(SECOND_STEP, {"code": given}).status_code)


def is_in(browser: helping.Client) -> bool:
    return bool(browser.get(DESK).status_code == 200)


def test_a_stranger_is_led_to_the_sign_in() -> None:
    answer = helping.client().get(DESK)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/account/sign-in?next=")


def test_password_and_code_open_the_desk() -> None:
    helping.staff()
    browser = helping.client()
    assert helping.password(browser, "Ana").headers["Location"] == SECOND_STEP
    assert not is_in(browser), "the password alone must not be enough"
    assert second_step(browser, helping.code()) == 302
    assert is_in(browser)


def test_without_a_factor_the_password_opens_nothing_but_setting_one_up() -> None:
    cast.technician()
    browser = helping.client()
    helping.password(browser, "ana")
    answer = browser.get(DESK)
    assert (answer.status_code, answer.headers["Location"]) == (302, SECURITY)
    page = browser.get(SECURITY).content.decode()
    assert "One step before the desk opens" in page
    assert browser.get("/desk/live").status_code == 302
    assert browser.post(reverse("desk-take", args=[cast.case_of().pk])).headers["Location"] == SECURITY


def test_setting_up_the_app_opens_the_desk_and_shows_recovery_codes_once() -> None:
    cast.technician()
    browser = helping.client()
    helping.password(browser, "ana")
    page = browser.get("/desk/account/security/app").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = page.split('class="secret">')[1].split("<")[0]
    browser.post("/desk/account/security/app", {"code": helping.code(secret)})
    assert is_in(browser)
    assert "data-codes" in browser.get("/desk/account/security/codes").content.decode()
    assert "data-codes" not in browser.get("/desk/account/security/codes").content.decode()


def test_a_code_of_the_app_opens_once() -> None:
    helping.staff()
    shown = helping.code()
    for browser, opens in ((helping.client(), True), (helping.client(), False)):
        helping.password(browser, "ana")
        second_step(browser, shown)
        assert is_in(browser) is opens


def test_a_recovery_code_opens_once_and_is_no_factor_by_itself() -> None:
    ana = helping.staff()
    spare = RecoveryCodes.activate(ana).get_unused_codes()[0]
    for browser, opens in ((helping.client(), True), (helping.client(), False)):
        helping.password(browser, "ana")
        second_step(browser, spare)
        assert is_in(browser) is opens
    Authenticator.objects.filter(user=ana, type=Authenticator.Type.TOTP).delete()
    assert not is_in(helping.at_desk(ana))


def test_whoever_learned_the_first_password_is_not_let_in_by_the_owners_factor() -> None:
    ana = cast.technician()
    thief = helping.client()
    helping.password(thief, "ana")
    helping.with_app(ana)
    assert thief.get(DESK).headers["Location"] == SECURITY
    assert "Sign in once more" in thief.get(SECURITY).content.decode()
    # Neither may the thief remove the factor: the password is not asked again where a code can be.
    asked = thief.get("/desk/account/security/app/remove")
    assert asked.headers["Location"].startswith("/desk/account/again/code")
    assert thief.get("/desk/account/again/password").headers["Location"].startswith("/desk/account/again/code")


def test_wrong_passwords_shut_the_handle_for_every_network_but_no_other_handle() -> None:
    helping.staff()
    helping.staff("ben", "Ben Okafor")
    for _ in range(adapters.WRONG_PASSWORDS):
        assert "do not belong together" in helping.password(helping.client(), "ana", "guess").content.decode()
    refused = helping.password(helping.client(), "ANA")
    assert refused.status_code == 200
    assert "Too many wrong tries" in refused.content.decode()
    assert helping.password(helping.client(), "ben").status_code == 302


def test_one_network_may_not_try_one_password_on_every_handle() -> None:
    helping.staff()
    browser = helping.client()
    answers = [helping.password(browser, f"name{number}", "guess") for number in range(adapters.WRONG_FROM_ONE_NETWORK)]
    assert len(answers) == adapters.WRONG_FROM_ONE_NETWORK
    assert helping.password(browser, "ana").status_code in (200, 429)
    assert not is_in(browser)


def test_hammering_at_the_form_is_answered_in_words() -> None:
    browser = helping.client()
    answers = [browser.post("/desk/account/sign-in", {}) for _ in range(31)]
    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    assert "Wait a minute" in answers[30].content.decode()


def test_wrong_codes_shut_the_second_step_even_for_the_right_one() -> None:
    helping.staff()
    wrong = f"{(int(helping.code()) + 1) % 10**6:06d}"
    for _ in range(account_forms.WRONG_CODES):
        browser = helping.client()
        helping.password(browser, "ana")
        assert second_step(browser, wrong) == 200
    browser = helping.client()
    helping.password(browser, "ana")
    assert second_step(browser, helping.code()) == 200
    assert not is_in(browser)


def test_an_unknown_handle_sounds_like_a_wrong_password() -> None:
    helping.staff()
    answers = [helping.password(helping.client(), handle, "guess") for handle in ("ana", "nobody")]
    words = [answer.context["form"].non_field_errors() for answer in answers]
    assert words[0] == words[1]


def test_who_is_suspended_is_told_so_and_gets_nowhere() -> None:
    ana, pia = helping.staff(), helping.staff("pia", "Pia Holm", "administrator")
    suspend_technician(ana.pk, pia.pk)
    browser = helping.client()
    answer = helping.password(browser, "ana")
    assert answer.headers["Location"] == reverse("account_inactive")
    assert "suspended" in browser.get(reverse("account_inactive")).content.decode()
    assert not is_in(browser)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "mfa_signup_webauthn"])
def test_what_staff_does_not_need_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_following_a_link_does_not_sign_anybody_out() -> None:
    browser = helping.at_desk(helping.staff())
    assert browser.get("/desk/account/sign-out").status_code == 200
    assert is_in(browser)
    browser.post("/desk/account/sign-out")
    assert not is_in(browser)


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(to: str) -> None:
    helping.staff()
    browser = helping.client()
    browser.post("/desk/account/sign-in", {"login": "ana", "password": cast.PASSWORD, "next": to})
    answer = browser.post(SECOND_STEP, {"code": helping.code()})
    assert answer.headers["Location"] == DESK


def test_the_secret_of_the_app_is_not_in_the_database() -> None:
    ana = helping.staff()
    kept = Authenticator.objects.get(user=ana).data["secret"]
    assert helping.SECRET not in kept
    assert adapters.FactorAdapter().decrypt(kept) == helping.SECRET


def test_removing_the_last_factor_shuts_the_desk() -> None:
    helping.staff()
    browser = helping.client()
    helping.password(browser, "ana")
    second_step(browser, helping.code())
    assert browser.post("/desk/account/security/app/remove").headers["Location"] == SECURITY
    assert not is_in(browser)


def test_a_new_password_signs_the_other_browsers_out() -> None:
    ana = helping.staff()
    here, elsewhere = helping.at_desk(ana), helping.at_desk(ana)
    new = "another long enough password"
    here.post("/desk/account/password", {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(elsewhere)


def test_who_has_no_password_sets_one_after_showing_a_factor() -> None:
    ana = helping.staff()
    ana.set_unusable_password()
    ana.save()
    browser = helping.at_desk(ana)
    address = browser.get("/desk/account/password").headers["Location"]
    assert address == "/desk/account/password/first"
    asked = browser.get(address).headers["Location"]
    assert asked.startswith("/desk/account/again/code")
    browser.post(asked, {"code": helping.code(), "next": address})
    new = {"password1": "four words in a row", "password2": "four words in a row"}
    assert browser.post(address, new).headers["Location"] == SECURITY
    assert helping.password(helping.client(), "ana", new["password1"]).headers["Location"] == SECOND_STEP


@pytest.mark.parametrize(
    "address",
    [
        "sign-in",
        "suspended",
        "security",
        "security/app",
        "security/app/remove",
        "security/passkeys",
        "security/passkeys/add",
        "security/codes/new",
        "password",
        "again/code",
        "sign-out",
    ],
)
def test_no_page_carries_a_style_or_a_script_of_its_own(address: str) -> None:
    helping.staff()
    browser = helping.client()
    helping.password(browser, "ana")
    second_step(browser, helping.code())
    if address == "sign-in":
        browser = helping.client()
    answer = browser.get(f"/desk/account/{address}")
    assert answer.status_code == (302 if address == "security/app" else 200)
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
