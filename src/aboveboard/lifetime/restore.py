"""Joining a copy of old data with the newest key store, on a machine that holds nothing yet.

Whoever was erased since the copy was made is on the key store's list: their rows go again, before anybody can see them.
A copy that is not whole, was changed, or belongs to another key store is refused, and then nothing was changed.
"""

from __future__ import annotations

import datetime as dt
import hmac
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from aboveboard.ground import migrating
from aboveboard.ground.ledger import sequence
from aboveboard.ground.ledger.record import record
from aboveboard.ground.ledger.tiles import TornTree
from aboveboard.ground.vault import keystore
from aboveboard.ground.vault.checking import KeyStoreLost, check_keys
from aboveboard.ground.vault.services import forget_opened, service_key
from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey
from aboveboard.lifetime import dumps, erasure, listed, schema, signing, traces
from aboveboard.lifetime.archive import DATA, KEYS, BadArchive, Manifest, unpacked
from aboveboard.lifetime.backup import BLOBS, SEAL
from aboveboard.lifetime.errors import NotPossible
from aboveboard.lifetime.leaving import NO_CERTIFICATE
from aboveboard.lifetime.models import Certificate


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: when the copy was made, how many rows of erased people went again, and who cannot be read.

    `erasures_unknown`: certificates that the key store did not know of, since it is older than the data. `ledger`: what
    is wrong with the ledger of the copy.
    """

    made_at: str
    erased_again: int
    without_key: int
    erasures_unknown: int
    ledger: str = ""


def restore(copy: Path, keys: Path | None, now: dt.datetime, *, new_signing_key: bool = False) -> Restored:
    """Restore the data, and the key store too where its copy is given; else the one in the settings is used.

    Raises `NotPossible` (`not-empty`, `no-keys`, `keys`, `signing`) and `BadArchive`. Nothing was changed then. With
    `new_signing_key` the one in the settings may be another than the copy's.
    """
    _check_place(keys)
    below = Path(settings.ABOVEBOARD_DATA)
    with ExitStack() as stack:
        manifest, folder = stack.enter_context(unpacked(copy, DATA, below))
        opened = stack.enter_context(unpacked(keys, KEYS, below)) if keys is not None else None
        stack.enter_context(_beside(("default", "keystore") if opened else ("default",)))
        for alias in ("default", "keystore") if opened else ("default",):
            migrating.migrate(alias)
        dumps.check_fits("default", manifest.about)
        if opened is not None:
            dumps.check_fits("keystore", opened[0].about)
        # One transaction each, the key store's around the data's: what fails takes both back.
        with _filled("keystore", opened):
            _check_belongs(manifest)
            if not new_signing_key:
                signing.check(manifest, SEAL)
            with _filled("default", (manifest, folder)):
                caught_up = listed.catch_up(now)
                _check_keys()
                result = _bring_up_to_date(manifest, caught_up, now)
                _put_blobs(folder)
    return replace(result, ledger=_continue_ledger(now))


def _continue_ledger(now: dt.datetime) -> str:
    """Place and sign what the restore wrote, and note what the older copy lacks, so that a check holds at once.

    Returns what is wrong with the copy's ledger in words; it came back all the same.
    """
    try:
        sequence.settle(now)
    except (sequence.LedgerBroken, TornTree) as problem:
        return str(problem)
    return ""


def _check_place(keys: Path | None) -> None:
    if not dumps.is_empty("default"):
        raise NotPossible("not-empty", "There is data here already. Restore into an empty data folder or database.")
    if keys is not None and not dumps.is_empty("keystore"):
        raise NotPossible(
            "not-empty", "There is a key store here already. Leave --keys out to use it, or name an empty one."
        )
    if keys is None and dumps.is_empty("keystore"):
        raise NotPossible("no-keys", "The key store is empty: give the newest copy of it with --keys.")
    blobs = Path(settings.ABOVEBOARD_DATA) / BLOBS
    if blobs.is_dir() and any(file.is_file() for file in blobs.rglob("*")):
        raise NotPossible("not-empty", f"There are files in {blobs} already. Restore into an empty data folder.")


@contextmanager
def _beside(aliases: tuple[str, ...]) -> Iterator[None]:
    """SQLite: work on files beside the real ones, which take their places at the end, the keys' first."""
    files = {alias: dumps.file_of(alias) for alias in aliases if connections[alias].vendor == "sqlite"}
    drafts = {alias: file.with_name(f".{file.name}.restoring") for alias, file in files.items()}
    for alias, draft in drafts.items():
        _remove(draft)
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = str(draft)
    forget_opened()
    try:
        yield
        for alias, draft in reversed(drafts.items()):
            connections[alias].close()
            if not traces.truncate_log(str(draft)):
                raise NotPossible("busy", f"{draft} is in use by another program.")
            _remove(files[alias])
            os.replace(draft, files[alias])
    finally:
        for alias, draft in drafts.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = str(files[alias])
            _remove(draft)


def _remove(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        each.unlink(missing_ok=True)


@contextmanager
def _filled(alias: str, opened: tuple[Manifest, Path] | None) -> Iterator[None]:
    """The database with the copy's rows in it, kept if the block ends well; as it is where there is no copy."""
    if opened is None:
        # Not filled, but what is changed in it on the way is taken back too where the rest fails.
        with transaction.atomic(using=alias):
            yield
        return
    manifest, folder = opened
    if connections[alias].vendor == "sqlite":
        connections[alias].close()
        draft = dumps.file_of(alias)
        _remove(draft)
        dumps.put_sqlite(folder, draft)
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            dumps.put_postgresql(alias, folder, manifest.about.get("columns", {}))
        yield


def _check_belongs(manifest: Manifest) -> None:
    """The list is sealed by the service that made it; only its own key store can tell."""
    _check_keys(of_data=False)
    forget_opened()
    if not hmac.compare_digest(manifest.sealed(service_key(SEAL)), manifest.seal):
        raise BadArchive("the copy was changed, or its data and this key store do not belong together.")


def _check_keys(*, of_data: bool = True) -> None:
    try:
        check_keys()
    except KeyStoreLost as problem:
        if of_data:
            raise NotPossible("keys", str(problem)) from problem
    except (WrongMasterKey, KeysAway) as problem:
        raise NotPossible("keys", str(problem)) from problem


def _bring_up_to_date(manifest: Manifest, caught_up: int, now: dt.datetime) -> Restored:
    """What the copy does not know yet: who was erased since. Part of the transaction that fills the data."""
    rows = erasure.again(erasure.erased_people(), now)
    _write_certificates_anew(now)
    without = _without_key()
    head = manifest.about.get("head") or {}
    facts: dict[str, Any] = {
        "made_at": manifest.made_at,
        "digest": manifest.digest,
        "head_size": int(head.get("size", 0)),
        "head_root": str(head.get("root", "")),
        "erased_again": rows,
        "without_key": without,
        "erasures_unknown": caught_up,
    }
    record("backup.restored", facts=facts, at=now)
    return Restored(manifest.made_at, rows, without, caught_up)


def _write_certificates_anew(now: dt.datetime) -> None:
    """A link to a certificate that is younger than the copy leads somewhere again."""
    for one in keystore.erasures():
        if one.certificate != NO_CERTIFICATE:
            Certificate.objects.get_or_create(
                pk=one.certificate,
                defaults={
                    "number": f"E-{one.certificate.hex[:10]}",
                    "basis": "restored",
                    "issued_at": one.erased_at,
                    "key_destroyed_at": one.erased_at,
                    "complete_at": now,
                    "remains": erasure.always_remains(),
                },
            )
    # One that was waiting for the database's log when the copy was made is complete: this is a fresh file.
    Certificate.objects.filter(key_destroyed_at__isnull=False, complete_at__isnull=True).update(
        complete_at=now, subject=None
    )


def _without_key() -> int:
    """How many people of the copy have no key in this key store: it is older than the copy."""
    people = list(schema.find("people.Customer").values_list("pk", flat=True))
    keys = schema.find("ground.PersonKey")
    known = 0
    for start in range(0, len(people), 500):
        known += keys.filter(person__in=people[start : start + 500]).count()
    return len(people) - known


def _put_blobs(folder: Path) -> None:
    if (folder / BLOBS).is_dir():
        shutil.copytree(folder / BLOBS, Path(settings.ABOVEBOARD_DATA) / BLOBS, dirs_exist_ok=True)
