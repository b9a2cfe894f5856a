"""The real product under a notice with gaps: what the gaps need is gone, the rest works, and the operator hears why."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.payloads import Point
from aboveboard.wire.types import FrameType, Scope
from tests.companion.meeting import let_in
from tests.desk.chromium import browsers
from tests.law import tree
from tests.notice.folder import copy_to, drop
from tests.product import Product

pytestmark = pytest.mark.slow

TOKEN = "a" * 32


@pytest.fixture
def start_without(start_product: Callable[..., Product], tmp_path: Path) -> Callable[..., Product]:
    """A product whose notice lacks these categories."""

    def start(*categories: str) -> Product:
        folder = copy_to(tmp_path)
        for key in categories:
            drop(folder, "categories.toml", key)
        return start_product(settings={"ABOVEBOARD_NOTICE": str(folder)})

    return start


def staged(product: Product, program: str) -> dict[str, str]:
    """What a program in the product's environment prints as JSON; `stage` is imported for it."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json\nfrom tests.browser import stage\nprint(json.dumps({program}))"],
        env={**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def browser(product: Product, **cookies: str) -> httpx.Client:
    return httpx.Client(base_url=product.url, cookies={"aboveboard_form": TOKEN, **cookies}, timeout=20)


def post(client: httpx.Client, path: str, **form: str) -> int:
    return client.post(path, data={"csrfmiddlewaretoken": TOKEN, **form}).status_code


@pytest.mark.long
def test_without_notes_answers_and_marks(start_without: Callable[..., Product], tmp_path: Path) -> None:
    product = start_without("notes", "answers", "marks")
    here = staged(product, "stage.set_stage()")
    desk = browser(product, aboveboard_session=here["ana"])
    page = desk.get(f"/desk/cases/{here['case']}").text
    assert "Notes for colleagues" not in page
    assert "Notes: off, since the notice does not disclose “notes”." in page
    assert "Questions after a session: off" in page
    assert post(desk, f"/desk/cases/{here['case']}/notes", text="x") == 404
    assert post(desk, f"/desk/cases/{here['case']}/messages", text="x") == 302, "what is disclosed goes on"
    assert 'data-ask="point"' not in desk.get(f"/desk/sessions/{here['session']}").text
    with browsers(product.url) as open_browsers:
        ida = open_browsers.person()
        ida.page.context.add_cookies([{"name": here["cookie"], "value": here["ida"], "url": open_browsers.url}])
        ida.goto(f"/session/{here['session']}")
        ida.page.wait_for_selector("[data-step]:not([hidden])")
        assert ida.page.query_selector("[data-offer-view]")
        assert not ida.page.query_selector("[data-offer-point]")
        assert ida.complaints == []
    frames_of_marks_are_refused(product, tmp_path)


def frames_of_marks_are_refused(product: Product, tmp_path: Path) -> None:
    """Over the product's own socket, between a customer's end and a technician's that takes no heed of the pages."""
    here = staged(product, "stage.invite()")
    desk = browser(product, aboveboard_session=here["ana"])
    ticket = desk.post(f"/desk/sessions/{here['session']}/ticket", data={"csrfmiddlewaretoken": TOKEN}).json()
    companion = Companion(product.url, here["code"], "", tmp_path / "pictures")
    viewer = Viewer(product.url, ticket["wire"], here["session"], ticket["ticket"])
    try:
        let_in(companion, viewer)
        viewer.ask(Scope.POINT, "to show something")
        viewer.wait(lambda: [note.code for note in viewer.notes] == ["notice"], "the refusal of the ask")
        assert "privacy notice" in viewer.notes[0].text
        viewer.ask(Scope.VIEW, "to help")
        companion.expect("allow")
        companion.order("answer", yes=True)
        viewer.wait(lambda: viewer.pictures >= 1, "a picture")
        viewer.notes.clear()
        time.sleep(1.1)  # a sender hears of one reason once a second
        viewer.send(FrameType.POINT, Point(x=1, y=1))
        viewer.wait(lambda: [note.code for note in viewer.notes] == ["notice"], "the refusal of the mark")
        assert not companion.count("point")
    finally:
        viewer.close()
        companion.finish()


def test_without_the_screen_chat_and_addresses(start_without: Callable[..., Product]) -> None:
    product = start_without("screen-view", "chat", "contact")
    visitor = browser(product)
    assert "/join" not in visitor.get("/").text
    assert visitor.get("/join").status_code == 404
    assert 'name="email"' not in visitor.get("/help").text
    answer = visitor.post("/api/join", json={"code": "123456789", "terms_version": "1"})
    assert (answer.status_code, answer.json()["error"]) == (404, "off")
    case = "[stage.cast.case_of(), stage._staff('ana', 'Ana Castro', 'technician')]"
    taken = "(lambda c, a: (stage.working.take_case(c.pk, a.pk), {'case': str(c.pk), 'ana': stage._signed_in(a)})[1])"
    here = staged(product, f"{taken}(*{case})")
    page = browser(product, aboveboard_session=here["ana"]).get(f"/desk/cases/{here['case']}").text
    for off in ("Remote sessions", "Chat", "E-mail addresses", "Letters after a session"):
        assert f"{off}: off, since the notice does not disclose “" in page
    checked = product.command("check")
    assert checked.returncode == 0, checked.stderr
    assert "does not disclose 'chat', so this is off: Chat." in checked.stderr
    told = product.command("notice", "check")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    for words in (
        "“Remote sessions” is off: the notice does not disclose `screen-view`",
        "“Chat” is off: the notice does not disclose `chat`",
        "clauses/en/keeping.md:1: finding: `{keep:chat}` names nothing that the notice declares.",
        "recipients.toml:",
    ):
        assert words in told.stdout, told.stdout
