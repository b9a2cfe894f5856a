"""The desk in a real browser: from the first link to a case in hand, by keyboard, live, and without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.desk import chromium, helping
from tests.desk.chromium import Browsers, Person
from tests.product import Product

pytestmark = pytest.mark.browser

LOOKS = [
    (360, "dark"),
    (1440, "light"),
    *(pytest.param(*look, marks=pytest.mark.long) for look in [(360, "light"), (1440, "dark")]),
]


@dataclass
class Desk:
    """The product with its first two people: Pia has a passkey, Ana an app whose secret is `secret`."""

    browsers: Browsers
    pia: Person
    ana: Person
    secret: str


@pytest.fixture(scope="module")
def desk(product: Product) -> Iterator[Desk]:
    link = product.command("setup-link").stdout.strip().splitlines()[-1]
    with chromium.browsers(product.url) as browsers:
        pia, ana = browsers.person(), browsers.person()
        chromium.carry_a_key(pia)
        pia.goto(link)
        pia.page.get_by_label("Handle").fill("pia")
        pia.page.get_by_label("Your name").fill("Pia Holm")
        pia.page.get_by_label("Password").fill(cast.PASSWORD)
        pia.page.get_by_role("button", name="Create the account").click()
        pia.page.get_by_role("link", name="Add a passkey").click()
        pia.page.get_by_role("button", name="Add a passkey").click()
        pia.page.locator("[data-codes] li").first.wait_for()
        chromium.sign_statement(pia, "Pia Holm")
        chromium.choose_password(ana, add(pia, "ana", "Ana Castro"))
        secret = chromium.set_up_app(ana)
        chromium.sign_statement(ana, "Ana Castro")
        yield Desk(browsers, pia, ana, secret)


def add(admin: Person, handle: str, name: str) -> str:
    """As an administrator: add somebody; returns the one-time link."""
    page = admin.page
    admin.goto("/desk/people")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Handle").fill(handle)
    page.get_by_role("button", name="Add, and make a one-time link").click()
    return page.locator(".one-time code").inner_text()


def sign_in(person: Person, handle: str, secret: str) -> None:
    """By password and the app's next code, since the present one may have been used."""
    person.goto("/desk/account/sign-in")
    person.page.get_by_label("Handle").fill(handle)
    person.page.get_by_label("Password").fill(cast.PASSWORD)
    person.page.get_by_role("button", name="Sign in with a password").click()
    person.page.get_by_label("Code from your app").fill(helping.code(secret, step=1))
    person.page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_signs_in_alone(desk: Desk) -> None:
    page = desk.pia.page
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"/desk/$"))
    assert desk.pia.complaints == []


def test_a_browser_without_the_passkey_is_told_so_and_stays_outside(desk: Desk) -> None:
    stranger = desk.browsers.person()
    chromium.carry_a_key(stranger)
    stranger.goto("/desk/")
    stranger.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(stranger.page.locator("[data-passkey-error]")).to_contain_text("Nothing was changed")
    stranger.goto("/desk/")
    assert "/sign-in" in stranger.page.url


def test_a_new_case_comes_by_itself_and_is_taken_by_keyboard(desk: Desk) -> None:
    ana, customer = desk.ana, desk.browsers.person()
    ana.goto("/desk/")
    expect(ana.page.locator("[data-live-state]")).to_have_text("Live")
    number = chromium.ask_for_help(customer)
    row = ana.page.locator(f"[data-number={number}]")
    expect(row).to_contain_text("My screen is upside down.")
    expect(ana.page.locator("[data-alert-status]")).to_have_text(f"New case: {number}")
    assert ana.page.title().startswith("(1) ")
    assert "Ida Morgan" not in ana.page.content()

    ana.page.keyboard.press("j")
    ana.page.keyboard.press("t")
    ana.page.wait_for_url("**/desk/cases/*")
    expect(ana.page.locator(".desk__side")).to_contain_text("Ida Morgan")

    # What is typed stays while the customer's words come in.
    ana.page.keyboard.press("m")
    ana.page.keyboard.type("Hello Ida")
    customer.page.locator("[name=text]").fill("Is anybody there?")
    customer.page.locator("form[data-say] button").click()
    expect(ana.page.locator("#chat")).to_contain_text("Is anybody there?")
    assert ana.page.locator("#say").input_value() == "Hello Ida"
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#chat")).to_contain_text("Hello Ida")
    expect(customer.page.locator("body")).to_contain_text("Hello Ida")
    assert ana.page.locator("#say").input_value() == ""

    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("i")
    code = ana.page.locator("[data-code]")
    expect(code).to_have_text(re.compile(r"^\d{3} \d{3} \d{3}$"))
    expect(ana.page.locator("[data-until]")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    assert ana.faults() == []
    assert ana.complaints == []


def test_the_keys_are_shown_and_can_be_switched_off(desk: Desk) -> None:
    page = desk.ana.page
    desk.ana.goto("/desk/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert desk.ana.faults() == []
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("?")
    assert page.url.endswith("/desk/")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work").check()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url("**/cases/new")


def test_the_desk_works_without_scripts(desk: Desk) -> None:
    number = chromium.ask_for_help(desk.browsers.person(), "No sound since noon.")
    ben = desk.browsers.person()
    chromium.choose_password(ben, add(desk.pia, "ben", "Ben Okafor"))
    secret = chromium.set_up_app(ben)
    chromium.sign_statement(ben, "Ben Okafor")

    plain = desk.browsers.person(java_script_enabled=False)
    sign_in(plain, "ben", secret)
    plain.page.get_by_role("button", name=f"Take {number}").click()
    plain.page.get_by_label("Message to the customer").fill("I am here.")
    plain.page.get_by_role("button", name="Send").click()
    expect(plain.page.locator("#chat")).to_contain_text("I am here.")
    plain.page.get_by_role("textbox", name="Note").fill("Look at the driver.")
    plain.page.get_by_role("button", name="Keep the note").click()
    plain.page.get_by_role("button", name="Invite to a session").click()
    expect(plain.page.locator("[data-code]")).to_have_text(re.compile(r"^\d{3} \d{3} \d{3}$"))
    expect(plain.page.get_by_role("button", name="Copy")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_sticks_out(desk: Desk, width: int, scheme: str) -> None:
    for person, paths in (
        (desk.pia, ["/desk/people"]),
        (
            desk.ana,
            ["/desk/", "/desk/cases/new", "/desk/account/security", "/desk/account/password", "/desk/confidentiality"],
        ),
    ):
        state = person.page.context.storage_state()
        size = {"width": width, "height": 900}
        looking = desk.browsers.person(viewport=size, color_scheme=scheme, storage_state=state)
        rows = looking.page.locator("[data-row]")
        for path in paths:
            looking.goto(path)
            check(looking, width)
            if path == "/desk/" and rows.count():
                rows.first.click()
                check(looking, width)
        looking.page.context.close()
    stranger = desk.browsers.person(viewport={"width": width, "height": 900}, color_scheme=scheme)
    stranger.goto("/desk/account/sign-in")
    check(stranger, width)


def check(person: Person, width: int) -> None:
    assert person.faults() == [], person.page.url
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width, person.page.url
    assert person.complaints == [], person.page.url


def test_who_is_suspended_is_out_of_every_open_page_and_stays_out_with_the_passkey(desk: Desk) -> None:
    eve = desk.browsers.person()
    chromium.carry_a_key(eve)
    chromium.choose_password(eve, add(desk.pia, "eve", "Eve Hall"))
    eve.page.get_by_role("link", name="Add a passkey").click()
    eve.page.get_by_role("button", name="Add a passkey").click()
    eve.page.locator("[data-codes] li").first.wait_for()
    chromium.sign_statement(eve, "Eve Hall")
    expect(eve.page.locator("[data-live-state]")).to_have_text("Live")
    row = desk.pia.page.get_by_role("row").filter(has_text="Eve Hall")
    row.get_by_role("button", name="Suspend now").click()
    expect(desk.pia.page.get_by_role("row").filter(has_text="Eve Hall")).to_contain_text("suspended")
    # Nobody touches Eve's page: it hears that something changed, looks again and is shown the door.
    eve.page.wait_for_url(re.compile("/desk/account/sign-in"))
    eve.page.get_by_role("button", name="Sign in with a passkey").click()
    eve.page.wait_for_url(re.compile("/desk/account/suspended"))
    eve.goto("/desk/")
    assert "/sign-in" in eve.page.url
