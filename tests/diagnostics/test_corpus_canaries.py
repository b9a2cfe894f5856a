"""Whatever a machine knows of its person comes out nowhere: in nothing that may be kept or sent, and in no capture."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.command import diagnose
from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.document import document, write_document
from aboveboard.diagnostics.link import read_link
from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.rules import Rules, load_rules
from aboveboard.diagnostics.snapshot import capture, differences
from aboveboard.diagnostics.terminal import Paper, in_terminal
from aboveboard.wire.computer import write_report
from tests.diagnostics.machines import canaries, records
from tests.diagnostics.machines.broken import PAIRS
from tests.diagnostics.machines.corpus import HEALTHY, examined, examined_at, on_disk, problems
from tests.diagnostics.machines.tree import Link, Tree

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="aboveboard-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield Path(made)


def all_of(folder: Path) -> str:
    """Everything that a folder holds: names, links, contents."""
    told = []
    for path in sorted(folder.rglob("*")):
        told.append(str(path.relative_to(folder)))
        if path.is_symlink():
            told.append(os.readlink(path))
        elif path.is_file():
            told.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(told)


def captured_and_read(tree: Tree, rules: Rules, folder: Path) -> tuple[dict[str, str], dict[str, str], str]:
    """What is found on a machine, what is found on its capture, and all that the capture holds."""
    made = folder / "capture"
    with on_disk(tree, folder) as root:
        here = examined_at(root, rules)
        capture(Captured(root), made)
    try:
        there = examined_at(made, rules)
        assert differences(here.look, there.look) == []
        return problems(here), problems(there), all_of(made)
    finally:
        shutil.rmtree(made)


@pytest.mark.parametrize("name", HEALTHY)
def test_the_capture_of_a_healthy_machine_is_as_healthy_and_names_nobody(name: str, rules: Rules, folder: Path) -> None:
    _, found, text = captured_and_read(HEALTHY[name](), rules, folder)
    assert found == {}
    assert canaries.found_in(text) == []


@pytest.mark.long
@pytest.mark.parametrize("title", PAIRS)
def test_the_capture_of_a_broken_machine_has_the_same_findings_and_names_nobody(
    title: str, rules: Rules, folder: Path
) -> None:
    pair = PAIRS[title]
    tree = HEALTHY[pair.base]()
    pair.over.change(tree)
    before, after, text = captured_and_read(tree, rules, folder)
    assert after == before
    assert canaries.found_in(text) == []


def test_the_canaries_are_planted_and_would_be_found(rules: Rules, folder: Path) -> None:
    tree = HEALTHY["mint-desktop"]()
    PAIRS["net.proxy warn"].over.change(tree)
    PAIRS["service.failed warn"].over.change(tree)
    planted = "\n".join(
        f"{path} {content.to if isinstance(content, Link) else content.decode('utf-8', 'replace')}"
        for path, content in tree.whole().items()
    )
    missing = set(canaries.ALL) - set(canaries.found_in(planted))
    # Their place is on machines of other kinds: a disk with an encrypted part, a machine with a battery, a network of
    # IPv6, a phone that is plugged in. The kernel's tables write addresses in a form of their own.
    assert missing <= {"CRYPT_UUID", "BATTERY_SERIAL", "DATA_MOUNT", "ADDRESS_6_TEXT", "PHONE_MOUNT", "ADDRESS_6"}
    look = examined(tree, rules, folder)
    named = write_document(document(look, rules, name=True)).decode()
    assert canaries.found_in(named) == ["HOST", "kanarien", canaries.HOST], "the name that the person leaves in"


def test_the_screen_of_the_computer_itself_names_the_disk_and_the_program(rules: Rules, folder: Path) -> None:
    tree = HEALTHY["nas"]()
    PAIRS["disk.data-full warn"].over.change(tree)
    seen = in_terminal(account(examined(tree, rules, folder), rules), Paper(width=100, colour=False, plain=False))
    assert canaries.DATA_MOUNT in seen
    # Nothing else of a person is told even there.
    assert set(canaries.found_in(seen)) <= {"DATA_MOUNT", "HOST", "goldammer", "kanarien", canaries.HOST}


@pytest.mark.parametrize("number", ["", "uninitialized\n", "0" * 32])
def test_no_program_is_known_by_a_digest_that_anybody_could_make(number: str, rules: Rules, folder: Path) -> None:
    """A computer without a number of its own, as containers are, still keeps to itself which programs it runs."""
    tree = HEALTHY["fedora-workstation"]()
    if number:
        tree.text("/etc/machine-id", number)
    else:
        tree.drop("/etc/machine-id")
    look = examined(tree, rules, folder).look
    told = {sample.subject for name in ("program.use", "app.crashes") for sample in look.measures[name]}  # type: ignore[union-attr]  # readings of samples
    assert len(told) > 5
    keys = {b"", number.encode(), number.strip().encode()}
    for name in (canaries.PROGRAM, "firefox", "gnome-shell", "systemd"):
        for key in keys:
            for form in (name, name.casefold(), f"program-{name}"):
                data = form.encode()
                guesses = {
                    hashlib.blake2b(data, digest_size=4, key=key).hexdigest(),
                    hashlib.blake2b(data, key=key).hexdigest()[:8],
                    hashlib.sha256(key + data).hexdigest()[:8],
                    hashlib.sha1(key + data).hexdigest()[:8],
                    hashlib.md5(key + data).hexdigest()[:8],
                    f"{zlib.crc32(key + data):08x}",
                }
                assert not {f"program-{guess}" for guess in guesses} & told, (name, key)


def test_the_same_program_is_the_same_at_each_look_and_another_on_the_next_computer(rules: Rules, folder: Path) -> None:
    first, other = HEALTHY["fedora-workstation"](), HEALTHY["fedora-workstation"]()
    other.text("/etc/machine-id", "b1" * 16 + "\n")

    def subjects(tree: Tree) -> set[str]:
        reading = examined(tree, rules, folder).look.measures["program.use"]
        assert isinstance(reading, tuple)
        return {sample.subject for sample in reading}

    assert subjects(first) == subjects(first)
    assert not subjects(first) & subjects(other)
    assert all(re.fullmatch(r"program-[0-9a-f]{8}", one) for one in subjects(first))


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What ``aboveboard diagnose`` prints."""
    diagnose.run([*arguments])
    told = capsys.readouterr()
    return told.out + told.err


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_command_names_nobody_but_on_the_screen_itself(
    language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = HEALTHY["fedora-workstation"]()
    for title in ("service.failed warn", "net.proxy warn", "os.end-of-life warn", "disk.system-full critical by bytes"):
        PAIRS[title].over.change(tree)
    for age in range(3):
        records.core_dump(tree, canaries.PROGRAM, 60 * age + 60, age)
    with on_disk(tree, folder) as root:
        asked = ["--root", str(root), "--language", language]
        assert canaries.found_in(command(capsys, "--json", *asked)) == []
        assert canaries.found_in(command(capsys, "--html", "-", *asked)) == []
        link = command(capsys, "--ask", "https://desk.example", *asked)
        assert canaries.found_in(link) == []
        assert canaries.found_in(write_report(read_link(link.split()[-1])).decode()) == []
        screen = command(capsys, *asked)
    assert canaries.PROGRAM in screen
    assert "goldammer-sicherung" in screen
    secret = {
        "SYSTEM_SERIAL",
        "MAC",
        "ADDRESS",
        "SSID",
        "USER",
        "PROXY_PASSWORD",
        "PROXY_USER",
        "PROXY_HOST",
        "DOCUMENT",
    }
    assert not secret & set(canaries.found_in(screen)), "not even there"
