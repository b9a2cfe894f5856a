"""A new master key while the product runs: nothing stops, a killed rotation goes on, the old key then opens nothing."""

import signal
import sqlite3
import uuid
from pathlib import Path

import pytest

from aboveboard.ground.clock import now
from aboveboard.ground.models import MasterMark, PersonKey, ServiceKey
from aboveboard.ground.vault import keystore, rotation, services
from aboveboard.ground.vault.wrapping import WrongMasterKey, fingerprint, mark_of
from tests.ground.vault_stage import Stage

CROWD = """
import sys, uuid
from pathlib import Path
from aboveboard.ground.vault import keystore
stop, known = Path(sys.argv[1]), {}
print("ready", flush=True)
while not stop.exists():
    someone = uuid.uuid4()
    known[someone] = keystore.key_for(someone)
    for person, info in keystore.keys_of(list(known)[-50:]).items():
        assert info.key == known[person]
assert {person: info.key for person, info in keystore.keys_of(known).items()} == known
print(len(known))
"""
MAKE = """
import uuid, sys
from aboveboard.ground.vault import keystore
for _ in range(int(sys.argv[1]) // 2000):
    keystore.new_keys([uuid.uuid4() for _ in range(2000)])
"""
BEGIN = """
from aboveboard.ground.clock import now
from aboveboard.ground.vault import rotation
rotation.begin(now())
rotation.step(100)
"""
OPEN_ALL = """
from aboveboard.ground.models import PersonKey
from aboveboard.ground.vault import keystore
from aboveboard.ground.vault.services import service_key
people = list(PersonKey.objects.values_list("person", flat=True))
print(len(keystore.keys_of(people)) == len(people), service_key("ledger").hex())
"""


def generations(stage: Stage) -> dict[int, int]:
    with sqlite3.connect(f"file:{stage.data / 'keys.sqlite3'}?mode=ro", uri=True) as store:
        return dict(store.execute("SELECT generation, count(*) FROM ground_personkey GROUP BY generation"))


@pytest.mark.long
def test_a_rotation_is_killed_and_goes_on_while_others_read_and_write(tmp_path: Path) -> None:
    stage, stop = Stage(tmp_path / "data"), tmp_path / "stop"
    assert stage.command("migrate").returncode == 0
    stage.run(MAKE, "12000")
    before = stage.run(OPEN_ALL)
    crowd = stage.script(CROWD, str(stop))
    assert crowd.stdout is not None
    assert crowd.stdout.readline() == "ready\n"
    try:
        assert stage.command("keys", "renew").returncode == 0
        first = stage.start("keys", "rotate")
        while generations(stage).get(2, 0) < 1000:
            assert first.poll() is None, "it ended before it could be killed"
        first.send_signal(signal.SIGKILL)
        first.communicate()
        left = generations(stage)
        assert left[1] > 0
        assert "under way" in stage.command("keys", "status").stdout
        again = stage.command("keys", "rotate")
        assert again.returncode == 0, again.stderr
    finally:
        stop.touch()
        out, err = crowd.communicate(timeout=60)
    assert crowd.returncode == 0, err
    assert int(out) > 0
    assert set(generations(stage)) == {2}
    # Now the old key is destroyed, and everything is there.
    assert "destroy it" in stage.command("keys", "status").stdout
    (stage.data / "master.key.old").unlink()
    assert stage.run(OPEN_ALL) == before
    assert stage.command("migrate").returncode == 0


@pytest.mark.long
def test_the_old_key_may_not_go_before_the_end(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    assert stage.command("migrate").returncode == 0
    stage.run(MAKE, "2000")
    assert stage.command("keys", "renew").returncode == 0
    stage.run(BEGIN)
    old = tmp_path / "master.key.old"
    kept = old.read_text()
    old.unlink()
    done = stage.command("migrate")
    assert done.returncode == 1
    assert "ABOVEBOARD_OLD_MASTER_KEY_FILE" in done.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text(kept)
    assert stage.command("keys", "rotate", ABOVEBOARD_OLD_MASTER_KEY_FILE=str(elsewhere)).returncode == 0
    assert set(generations(stage)) == {2}


@pytest.mark.long
def test_renewing_twice_without_rotating_keeps_the_key_that_opens(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    assert stage.command("migrate").returncode == 0
    old = (tmp_path / "master.key").read_text()
    assert stage.command("keys", "renew").returncode == 0
    done = stage.command("keys", "renew")
    assert done.returncode == 1
    assert "still there" in done.stderr
    assert (tmp_path / "master.key.old").read_text() == old


def test_a_new_key_never_overwrites_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("something")
    done = Stage(tmp_path).command("keys", "new", str(file))
    assert done.returncode == 1
    assert f"{file} is there already, and a key is never written over" in done.stderr
    assert "Errno" not in done.stderr
    assert file.read_text() == "something"
    nowhere = Stage(tmp_path).command("keys", "new", str(tmp_path / "none" / "key"))
    assert nowhere.returncode == 1
    assert nowhere.stderr.startswith(f"aboveboard: {tmp_path / 'none' / 'key'}: No such file")


class Keys:
    """Master keys that a test changes as an operator would change the files."""

    def __init__(self, *keys: bytes) -> None:
        self.keys = list(keys)

    def __call__(self) -> list[bytes]:
        return list(self.keys)

    def make(self) -> None:
        """They are there."""


@pytest.mark.db
class TestInOneProcess:
    """On both databases."""

    def test_every_kind_of_key_is_wrapped_anew_and_stays_the_same(self, settings: object) -> None:
        keys = Keys(b"1" * 32)
        settings.ABOVEBOARD_MASTER_KEYS = keys  # type: ignore[attr-defined]  # pytest-django's settings
        people = [uuid.uuid4() for _ in range(7)]
        before, service = keystore.new_keys(people), services.service_key("ledger")
        erased = people.pop()
        keys.keys.insert(0, b"2" * 32)
        assert rotation.status().is_pending
        assert rotation.begin(now()).pk == 2
        assert rotation.begin(now()).pk == 2, "a second time changes nothing"
        assert rotation.step(3) == 3
        assert not rotation.finish(now())
        keystore.destroy(erased, uuid.uuid4(), now())
        while rotation.step(3):
            pass
        assert rotation.finish(now())
        keys.keys.pop()
        for model in (PersonKey, ServiceKey):
            for generation, wrapped in model._default_manager.values_list("generation", "wrapped"):
                assert (generation, mark_of(bytes(wrapped))) == (2, fingerprint(b"2" * 32))
        assert {one: info.key for one, info in keystore.keys_of(people).items()} == {
            one: before[one].key for one in people
        }
        services.forget_opened()
        assert services.service_key("ledger") == service
        assert keystore.existing_key(erased) is None
        assert MasterMark.objects.get(pk=1).done_at is not None
        assert rotation.status().left == 0

    def test_it_does_not_begin_without_the_old_key_or_with_a_used_one(self, settings: object) -> None:
        keys = Keys(b"1" * 32)
        settings.ABOVEBOARD_MASTER_KEYS = keys  # type: ignore[attr-defined]  # pytest-django's settings
        keystore.key_for(uuid.uuid4())
        keys.keys.insert(0, b"2" * 32)
        rotation.begin(now())
        keys.keys.reverse()
        with pytest.raises(WrongMasterKey, match="was in use before"):
            rotation.begin(now())
        settings.ABOVEBOARD_MASTER_KEYS = Keys(b"3" * 32)  # type: ignore[attr-defined]  # pytest-django's settings
        with pytest.raises(WrongMasterKey, match="OLD_MASTER_KEY_FILE"):
            rotation.begin(now())
        assert MasterMark.objects.count() == 2
