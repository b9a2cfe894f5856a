"""Copies that are made while people work, and what comes back of them on a new machine."""

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.lifetime.machine import Machine

CANARY = "Zwilchenbart"
EMPTY = {"data.sqlite3"}
"""What looking makes where there is nothing: a database without tables. A restore takes it for empty."""
WRITE = """
helper = cast.technician(password=None)
ida = past.closed_case(helper, name="Zwilchenbart Ida")
tom = past.closed_case(cast.technician("ben", "Ben Ode", password=None), name="Tom Reed")
found = {"ida": str(ida.customer_id), "tom": str(tom.customer_id), "ida_case": ida.number}
print(json.dumps(found))
"""
READ = """
from aboveboard.ground import access
from aboveboard.ground.purpose import purpose, Closed
from aboveboard.ground.vault import keystore
from aboveboard.lifetime import schema
def name_of(person):
    row = apps.get_model("people", "Customer").objects.filter(pk=person).first()
    if row is None:
        return None
    with purpose("rights", subject=uuid.UUID(person), access=access.person(uuid.UUID(person))):
        return row.name
ida, tom = {ida!r}, {tom!r}
print(json.dumps({{
    "ida": name_of(ida),
    "tom": name_of(tom),
    "rows": past.rows_about(uuid.UUID(ida)),
    "toms": past.rows_about(uuid.UUID(tom)),
    "key": keystore.existing_key(uuid.UUID(ida)) is not None,
    "kinds": list(apps.get_model("ground", "LedgerEntry").objects.values_list("kind", flat=True)),
    "certificates": apps.get_model("lifetime", "Certificate").objects.count(),
    "sessions": apps.get_model("sessions", "Session").objects.count(),
}}))
"""


@pytest.fixture
def old(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "old")
    machine.done("migrate")
    return machine


def people(machine: Machine) -> dict[str, str]:
    written: dict[str, str] = machine.inside(WRITE)
    return written


def seen(machine: Machine, who: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = machine.inside(READ.format(**who))
    return found


@pytest.mark.db
@pytest.mark.slow
def test_the_oldest_backup_on_a_new_machine_brings_nobody_back_who_was_erased(old: Machine, tmp_path: Path) -> None:
    who = people(old)
    (tmp_path / "copies").mkdir()
    (tmp_path / "keys").mkdir()
    keys = tmp_path / "keys" / "keystore"
    copy = Path(old.done("backup", tmp_path / "copies").splitlines()[0])
    old.done("backup", "--keys", keys)
    before = seen(old, who)
    assert before["ida"] == "Zwilchenbart Ida"
    erased = old.command("erase", who["ida_case"], "--yes", who["ida_case"])
    assert erased.returncode == 0, erased.stderr
    assert "ABOVEBOARD_BASE_URL is not set" in erased.stderr
    old.done("backup", "--keys", keys)
    new = old.moved_to(tmp_path / "new")
    said = new.done("restore", copy, "--keys", keys)
    assert "went again" in said
    after = seen(new, who)
    assert after["ida"] is None
    assert after["rows"] == {}
    assert after["key"] is False
    assert after["tom"] == "Tom Reed"
    assert after["toms"] == before["toms"]
    assert after["certificates"] == 1
    assert "backup.restored" in after["kinds"]
    assert new.done("migrate")
    new.done("ledger", "verify")
    if new.on_sqlite:
        assert set(new.files()) == {"data.sqlite3", "keys.sqlite3", "master.key", "secret.key"}


@pytest.mark.long
@pytest.mark.db
def test_a_copy_holds_no_plaintext_no_key_and_no_sign_in(old: Machine, tmp_path: Path) -> None:
    who = people(old)
    old.inside(
        """
from django.contrib.sessions.backends.db import SessionStore
browser = SessionStore()
browser["person"] = "x"
browser.save()
print(1)
"""
    )
    copy = tmp_path / "copy"
    old.done("backup", copy)
    keys = old.inside(
        """
from aboveboard.ground.vault import keystore
rows = apps.get_model("ground", "PersonKey").objects.all()
opened = [keystore.existing_key(row.person).hex() for row in rows]
print(json.dumps(opened + [bytes(row.wrapped).hex() for row in rows]))
"""
    )
    content = copy.read_bytes()
    assert who["ida"].replace("-", "").encode() in content or who["ida"].encode() in content, "the rows are there"
    assert CANARY.encode() not in content
    assert CANARY.lower().encode() not in content
    assert len(keys) == 4
    for key in keys:
        assert bytes.fromhex(key) not in content
        assert key.encode() not in content
    assert (old.data / "master.key").read_bytes().strip() not in content
    new = old.moved_to(tmp_path / "new")
    (tmp_path / "k").mkdir()
    old.done("backup", "--keys", tmp_path / "k" / "keys")
    new.done("restore", copy, "--keys", tmp_path / "k" / "keys")
    assert seen(new, who)["sessions"] == 0


@pytest.mark.long
@pytest.mark.db
@pytest.mark.slow
def test_a_copy_that_is_made_while_others_write_is_whole(old: Machine, tmp_path: Path) -> None:
    old.inside("cast.technician(password=None); print(1)")
    writer = old.start(
        """
helper = apps.get_model("people", "Technician").objects.get()
print("writing", flush=True)
number = 0
while not Path(sys.argv[1] if len(sys.argv) > 1 else STOP).exists():
    number += 1
    past.closed_case(helper, name=f"Writer {number}")
print(number)
""".replace("STOP", repr(str(tmp_path / "stop")))
    )
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == "writing"
    (tmp_path / "copies").mkdir()
    copies = []
    for number in range(3):
        copies.append(tmp_path / "copies" / f"copy-{number}")
        old.done("backup", copies[-1])
    (tmp_path / "stop").touch()
    out, err = writer.communicate(timeout=60)
    assert writer.returncode == 0, err
    assert int(out.splitlines()[-1]) > 0
    (tmp_path / "k").mkdir()
    old.done("backup", "--keys", tmp_path / "k" / "keys")
    new = old.moved_to(tmp_path / "new")
    new.done("restore", copies[-1], "--keys", tmp_path / "k" / "keys")
    counts = new.inside(
        """
count = lambda label, **rows: apps.get_model(label).objects.filter(**rows).count()
print(json.dumps({
    "customers": count("people.Customer"),
    "cases": count("cases.Case"),
    "invitations": count("remote.Invitation"),
    "sessions": count("remote.Session"),
    "ended": count("remote.Session", ended_at__isnull=False),
    "letters": count("letters.Letter"),
}))
"""
    )
    # What is written in one transaction came together: a case with its customer, a session with its code, and with the
    # end of a session its two letters.
    assert counts["customers"] == counts["cases"] > 0
    assert counts["invitations"] == counts["sessions"]
    assert counts["letters"] == 2 * counts["ended"]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, Path, Path]:
    """One machine with people on it, a copy of its data and one of its keys; nothing changes them."""
    folder = tmp_path_factory.mktemp("copies")
    machine = Machine(folder / "machine")
    machine.done("migrate")
    machine.inside(WRITE)
    machine.done("backup", folder / "copy")
    (folder / "k").mkdir()
    machine.done("backup", "--keys", folder / "k" / "keys")
    return machine, folder / "copy", folder / "k" / "keys"


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        "list rewritten",
        *(
            pytest.param(damage, marks=pytest.mark.long)
            for damage in ("cut", "cut at the list", "flipped", "empty", "not ours", "member swapped")
        ),
    ],
)
def test_a_copy_that_is_not_whole_is_refused_and_nothing_was_changed(
    copies: tuple[Machine, Path, Path], tmp_path: Path, damage: str
) -> None:
    machine, copy, keys = copies
    content, bad = copy.read_bytes(), tmp_path / "bad"
    if damage in ("member swapped", "list rewritten"):
        rewritten(copy, bad, with_list=damage == "list rewritten")
    else:
        bad.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "cut at the list": content[: content.rindex(b"manifest.json")],
                "flipped": flipped(
                    content, content.index(b"SQLite format") + 5000 if b"SQLite format" in content else 5000
                ),
                "empty": b"",
                "not ours": b"PK\x03\x04" + bytes(2000),
            }[damage]
        )
    new = machine.moved_to(tmp_path / "new")
    refused = new.command("restore", bad, "--keys", keys)
    assert refused.returncode == 1, refused.stdout
    assert "Nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr
    left = set(new.files()) - EMPTY
    assert left == {"master.key", "secret.key"}
    new.done("restore", copy, "--keys", keys)


def rewritten(copy: Path, bad: Path, *, with_list: bool) -> None:
    """A copy in which somebody changed one byte of a member, and with `with_list` its hash in the list too."""
    with tarfile.open(copy) as source, tarfile.open(bad, "w") as target:
        changed: dict[str, str] = {}
        for member in source:
            content = source.extractfile(member).read() if member.size else b""  # type: ignore[union-attr]  # regular files
            if member.name == "manifest.json" and with_list:
                told = json.loads(content)
                for name, digest in changed.items():
                    told["content"]["members"][name]["sha256"] = digest
                content = json.dumps(told).encode()
                member.size = len(content)
            elif member.size and not changed:
                content = flipped(content, len(content) // 2)
                changed[member.name] = hashlib.sha256(content).hexdigest()
            target.addfile(member, io.BytesIO(content))


@pytest.mark.long
@pytest.mark.db
@pytest.mark.slow
def test_a_key_store_that_is_older_than_an_erasure_loses_the_key_again(old: Machine, tmp_path: Path) -> None:
    who = people(old)
    (tmp_path / "copies").mkdir()
    (tmp_path / "keys").mkdir()
    keys = tmp_path / "keys" / "keystore"
    old.done("backup", "--keys", keys)
    assert old.command("erase", who["ida_case"], "--yes", who["ida_case"]).returncode == 0
    copy = Path(old.done("backup", tmp_path / "copies").splitlines()[0])
    new = old.moved_to(tmp_path / "new")
    restored = new.command("restore", copy, "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    assert "1 erasures were not on the key store's list" in restored.stderr
    after = seen(new, who)
    assert after["key"] is False
    assert after["tom"] == "Tom Reed"
    assert new.done("migrate")


@pytest.mark.long
def test_a_copy_is_refused_where_there_is_data_already(copies: tuple[Machine, Path, Path]) -> None:
    machine, copy, keys = copies
    before = machine.inside("print(apps.get_model('people', 'Customer').objects.count())")
    for words in (("restore", copy, "--keys", keys), ("restore", copy)):
        refused = machine.command(*words)
        assert refused.returncode == 1
        assert "There is data here already" in refused.stderr
    assert machine.inside("print(apps.get_model('people', 'Customer').objects.count())") == before


@pytest.mark.long
def test_data_alone_is_refused_without_a_key_store_and_with_a_foreign_one(
    copies: tuple[Machine, Path, Path], tmp_path: Path
) -> None:
    machine, copy, _ = copies
    new = machine.moved_to(tmp_path / "new")
    assert "give the newest copy of it with --keys" in new.command("restore", copy).stderr
    other = Machine(tmp_path / "other")
    other.done("migrate")
    other.inside(WRITE)
    (tmp_path / "k").mkdir()
    other.done("backup", "--keys", tmp_path / "k" / "keys")
    refused = new.command("restore", copy, "--keys", tmp_path / "k" / "keys")
    assert refused.returncode == 1
    assert "master key" in refused.stderr
    foreign = other.moved_to(tmp_path / "foreign")
    refused = foreign.command("restore", copy, "--keys", tmp_path / "k" / "keys")
    assert refused.returncode == 1
    assert "do not belong together" in refused.stderr
    assert set(foreign.files()) - EMPTY == {"master.key", "secret.key"}


def test_data_and_keys_are_never_put_side_by_side(copies: tuple[Machine, Path, Path], tmp_path: Path) -> None:
    machine, copy, keys = copies
    shutil.copy(copy, tmp_path / "data")
    refused = machine.command("backup", "--keys", tmp_path / "keys")
    assert refused.returncode == 1
    assert "different places" in refused.stderr
    assert not (tmp_path / "keys").exists()
    refused = machine.command("backup", keys.parent / "data")
    assert refused.returncode == 1
    assert not (keys.parent / "data").exists()


@pytest.mark.long
def test_a_copy_of_data_overwrites_nothing_and_one_of_keys_only_its_like(
    copies: tuple[Machine, Path, Path], tmp_path: Path
) -> None:
    machine, copy, keys = copies
    refused = machine.command("backup", copy)
    assert refused.returncode == 1
    assert "never overwrites" in refused.stderr
    letter = tmp_path / "letter"
    letter.write_text("dear Tom")
    refused = machine.command("backup", "--keys", letter)
    assert refused.returncode == 1
    assert letter.read_text() == "dear Tom"
    first = keys.read_bytes()
    with keys.open("rb") as former:
        machine.done("backup", "--keys", keys)
        assert not former.read().strip(b"\0"), "what lay there was overwritten, not only unlinked"
    assert keys.read_bytes() != first
    assert sorted(file.name for file in keys.parent.iterdir()) == [keys.name]


@pytest.mark.long
def test_without_its_signing_key_a_copy_is_refused_and_a_new_one_has_to_be_asked_for(
    copies: tuple[Machine, Path, Path], tmp_path: Path
) -> None:
    machine, copy, keys = copies
    new = machine.moved_to(tmp_path / "new")
    (new.data / "secret.key").unlink()
    refused = new.command("restore", copy, "--keys", keys)
    assert refused.returncode == 1
    assert "the signing key is missing" in refused.stderr
    assert "links in letters that were sent will not open" in refused.stderr
    assert set(new.files()) == {"master.key"}
    # One that was made meanwhile, as by `aboveboard check`, is not taken for it.
    assert new.command("check").returncode == 0
    refused = new.command("restore", copy, "--keys", keys)
    assert refused.returncode == 1
    assert "The signing key is not the one of this copy" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert set(new.files()) - EMPTY == {"master.key", "secret.key"}
    assert "Nobody in it was erased since." in new.done("restore", copy, "--keys", keys, "--new-signing-key")


@pytest.mark.long
@pytest.mark.db
def test_right_after_a_restore_the_ledger_holds_and_names_the_known_gap(old: Machine, tmp_path: Path) -> None:
    sign = "from aboveboard.ground.ledger import sequence; print(sequence.settle(now()).size)"
    people(old)
    old.inside(sign)
    (tmp_path / "k").mkdir()
    old.done("backup", tmp_path / "copy")
    lost = old.inside(sign)
    old.done("backup", "--keys", tmp_path / "k" / "keys")
    new = old.moved_to(tmp_path / "new")
    new.done("restore", tmp_path / "copy", "--keys", tmp_path / "k" / "keys")
    said = new.done("ledger", "verify")
    assert f"Known gap: older data was restored. The head of {lost} entries" in said
    assert "The ledger holds." in said
