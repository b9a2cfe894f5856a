"""Words planted through every input of the running product lie nowhere in the clear once it has stopped."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.canaries import planting, traces
from tests.canaries.planting import Planted, Typist
from tests.letters.post_office import PostOffice, open_post_office
from tests.product import Product, products

pytestmark = [pytest.mark.db, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def staff(product: Product) -> dict[str, str]:
    """Ana and Sam work there; their session cookies."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
    program = [sys.executable, "-m", "tests.browser.stage"]
    done = subprocess.run(program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stage: dict[str, str] = json.loads(done.stdout)
    return stage


@dataclass
class Story:
    """A product that has had a long day, stopped; what was planted in it, and what it sent."""

    product: Product
    planted: Planted
    office: PostOffice
    case: str
    session: str


def answer(ida: Typist, office: PostOffice) -> None:
    """The questionnaire, from its link in the letter."""
    until = time.monotonic() + 30
    while len(office.got) < 2:
        assert time.monotonic() < until, "the letters did not come"
        time.sleep(0.2)
    texts = [str(letter.get_body(("plain",)).get_content()) for letter in office.got]  # type: ignore[union-attr]  # each has one
    link = next(line.strip() for text in texts for line in text.splitlines() if "/answer/" in line)
    page = ida.open(httpx.URL(link).path)
    given = {"score": "4", "solved": "yes", "comment": ida.planted.new("comment", kept=True)}
    ida.send(page, "", given, having="comment")


def refused_mail(tom: Typist, ana: Typist, office: PostOffice) -> None:
    """Letters that the mail server refuses for now and for good, quoting the address as it does so."""
    plant = tom.planted
    office.replies = [f"451 4.7.1 <{{to}}> {plant.new('later')}", f"550 5.1.1 <{{to}}> {plant.new('never')}"]
    case = planting.ask_for_help(tom)
    ana.send(ana.open(f"/desk{case.replace('/case/', '/cases/')}"), "/take", {})
    planting.meet(tom, ana, case)
    until = time.monotonic() + 30
    while office.replies:
        assert time.monotonic() < until, "the letters were not tried"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    planted = Planted()
    with products(tmp_path_factory.mktemp("canaries")) as start, open_post_office() as office:
        product = start(settings={"ABOVEBOARD_SMTP_URL": office.url})
        stage = staff(product)
        ida = Typist(product.url, planted, "Ida")
        ana = Typist(product.url, planted, "Ana", (stage["cookie"], stage["ana"]))
        case = planting.ask_for_help(ida)
        planting.talk(ida, ana, case)
        session = planting.meet(ida, ana, case)
        answer(ida, office)
        refused_mail(Typist(product.url, planted, "Tom"), ana, office)
        planting.refuse(Typist(product.url, planted, "a stranger"))
        planting.mistype(ana)
        planting.knock(product.url, planted)
        product.stop()
        yield Story(product, planted, office, case, session)


def test_nothing_that_was_typed_lies_anywhere_in_the_clear(story: Story) -> None:
    assert len(story.planted.words) > 100
    places = story.product.environment, story.product.data, story.product.log
    assert traces.seek(traces.left_behind(*places), story.planted.words) == []
    # What the notice declares to lie in the clear is found by the same search: staff's own names.
    assert traces.seek(traces.left_behind(*places), {"a technician's name": "ana castro"}) != []
