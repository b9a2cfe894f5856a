"""Words planted through every input of the running product lie nowhere in the clear once it was cut off."""

import base64
import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from aboveboard.ground.vault.cipher import CannotOpen, open_with
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
    """A product that has had a long day, stopped; what was planted in it, and a copy made of it."""

    product: Product
    planted: Planted
    backup: Path


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
        planting.meet(ida, ana, case)
        answer(ida, office)
        refused_mail(Typist(product.url, planted, "Tom"), ana, office)
        planting.refuse(Typist(product.url, planted, "a stranger"))
        planting.mistype(ana)
        planting.look_for(ana)
        number = re.findall(r"AB-\d{6}", ida.open(case).text)[0]
        planting.administer(Typist(product.url, planted, "Pia", (stage["cookie"], stage["pia"])), number)
        planting.knock(product.url, planted)
        backup = product.data.parent / "of-that-day.backup"
        copied = product.command("backup", str(backup))
        assert copied.returncode == 0, copied.stderr
        # As in a power cut: the database's log stays as it is, beside the database.
        product.kill()
        yield Story(product, planted, backup)


def inside(product: Product) -> dict[str, Any]:
    """What is sealed in the product's databases, and the keys that are there."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
    program = [sys.executable, "-m", "tests.canaries.cells"]
    done = subprocess.run(program, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def opened(cells: Iterable[dict[str, str]], keys: Iterable[str]) -> dict[str, str]:
    """Each cell that opens under one of the keys, and its text."""
    texts = {}
    for cell in cells:
        for key in keys:
            with contextlib.suppress(CannotOpen):
                place = cell["place"].encode()
                texts[cell["place"]] = open_with(bytes.fromhex(key), bytes.fromhex(cell["bytes"]), place)
    return texts


def test_nothing_that_was_typed_lies_anywhere_in_the_clear(story: Story) -> None:
    assert len(story.planted.words) > 100
    places = story.product.environment, story.product.data, story.product.log
    if "ABOVEBOARD_DATABASE_URL" not in story.product.environment:
        assert (story.product.data / "data.sqlite3-wal").stat().st_size > 0
    assert traces.seek(traces.left_behind(*places), story.planted.words) == []
    # What the notice declares to lie in the clear is found by the same search: staff's own names.
    assert traces.seek(traces.left_behind(*places), {"a technician's name": "ana castro"}) != []


@pytest.mark.parametrize(
    "words", [("evidence",), ("evidence", "--json"), ("retention", "due"), ("check",), ("hold", "list")]
)
def test_no_command_prints_what_somebody_typed(words: tuple[str, ...], story: Story) -> None:
    done = story.product.command(*words)
    assert done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert traces.seek([("output", (done.stdout + done.stderr).encode())], story.planted.words) == []


def test_a_backup_holds_neither_words_nor_keys(story: Story) -> None:
    content, keys = story.backup.read_bytes(), inside(story.product)["keys"]
    assert traces.seek([("backup", content)], story.planted.words) == []
    assert len(keys) > 2
    secrets = [bytes.fromhex(one[form]) for one in keys.values() for form in ("key", "wrapped")]
    secrets += [path.read_bytes().strip() for path in story.product.data.glob("*.key")]
    small = content.lower()
    for secret in secrets:
        assert secret not in content
        assert secret.hex().encode() not in small
        assert base64.b64encode(secret).rstrip(b"=") not in content


def pieces(value: bytes) -> tuple[bytes, ...]:
    """Two parts of a value: one of them lies together, however a database spreads a long value over its pages."""
    return value[:48], value[100:148] or value[:48]


def lies_in(content: bytes, parts: tuple[bytes, ...]) -> bool:
    """Whether one of the parts is there, as bytes or in hexadecimal digits."""
    small = content.lower()
    return any(part in content or part.hex().encode() in small for part in parts)


def test_after_an_erasure_nothing_opens_under_any_key_and_no_byte_of_it_is_left(story: Story) -> None:
    product, planted = story.product, story.planted
    before = inside(product)
    texts = opened(before["cells"], [one["key"] for one in before["keys"].values()])
    told = " ".join(texts.values())
    assert [name for name in sorted(planted.kept) if planted.words[name] not in told] == []
    kept = [planted.words[name] for name in planted.kept]
    erased = {cell["person"] for cell in before["cells"] if any(word in texts[cell["place"]] for word in kept)}
    for person in sorted(erased):
        number = before["cases"][person]
        done = product.command("erase", number, "--yes", number)
        assert done.returncode == 0, done.stdout + done.stderr
    after = inside(product)
    assert set(before["keys"]) - set(after["keys"]) == erased
    theirs = [cell for cell in before["cells"] if cell["person"] in erased]
    assert theirs
    # An old backup still has it, but no key that is left opens any of it.
    copied = story.backup.read_bytes()
    gone = {cell["place"]: pieces(bytes.fromhex(cell["bytes"])) for cell in theirs}
    assert [place for place, parts in gone.items() if not lies_in(copied, parts)] == []
    assert opened(theirs, [one["key"] for one in after["keys"].values()]) == {}
    gone |= {f"key of {person}": pieces(bytes.fromhex(before["keys"][person]["wrapped"])) for person in erased}
    for where, content in traces.left_behind(product.environment, product.data, product.log):
        left = [what for what, parts in gone.items() if lies_in(content, parts)]
        assert left == [], where
    places = product.environment, product.data, product.log
    assert traces.seek(traces.left_behind(*places), planted.words) == []
