"""Copies of the data, without a key of any person, and the one copy of the key store, which only overwrites."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from aboveboard import __version__
from aboveboard.ground.ledger.heads import newest_head
from aboveboard.ground.ledger.record import record
from aboveboard.ground.vault.services import service_key
from aboveboard.lifetime import dumps, signing
from aboveboard.lifetime.archive import DATA, KEYS, Manifest, Writer, kind_of
from aboveboard.lifetime.errors import NotPossible

SEAL = "backup"
"""The service's own key that seals the list of a copy."""
BLOBS = "blobs"


def back_up(where: Path, now: dt.datetime) -> tuple[Path, Manifest]:
    """Copy data and blobs, as they are at this moment, while the product runs. `where` is a file or a folder.

    Raises `NotPossible`: `there` for a file that exists, `keys-near` where the copy of the key store lies beside it.
    """
    name = f"aboveboard-{now:%Y%m%d-%H%M%S}.backup"
    target = where / name if where.is_dir() else where
    if target.exists():
        raise NotPossible("there", f"{target} exists. Name another file: a copy of the data never overwrites one.")
    _keep_apart(target, KEYS)
    head = newest_head()
    with Writer(target, DATA, now) as archive:
        archive.manifest.about |= {"version": __version__, "schema": dumps.schema_of("default")}
        archive.manifest.about[signing.PART] = signing.mark(SEAL)
        archive.manifest.about["head"] = {"size": head.size, "root": head.root} if head else None
        dumps.take_out("default", archive)
        # After the rows: what they speak of is there. What was forgotten meanwhile is noise without its row.
        _take_blobs(archive)
        manifest = archive.finish(service_key(SEAL))
    _note(manifest, {"head_size": head.size if head else 0}, now)
    return target, manifest


def _take_blobs(archive: Writer) -> None:
    folder = Path(settings.ABOVEBOARD_DATA) / BLOBS
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if file.suffix == ".draft" or not file.is_file():
            continue
        try:
            with file.open("rb") as content:
                archive.add(f"{BLOBS}/{file.relative_to(folder).as_posix()}", content)
        except FileNotFoundError:
            continue  # it was forgotten a moment ago


def back_up_keys(target: Path, now: dt.datetime) -> Manifest:
    """Overwrite the one copy of the key store, at once and without leaving the former one.

    Raises `NotPossible`: `there` where the file is something else, `data-near` where copies of the data lie beside it.
    """
    if target.is_dir():
        raise NotPossible("there", f"{target} is a folder. Name the one file that is overwritten each time.")
    if target.exists() and kind_of(target) != KEYS:
        raise NotPossible("there", f"{target} is something else than a copy of the key store. Nothing was overwritten.")
    _keep_apart(target, DATA)
    # Made, if this is the first copy of all, before the key store is read: the seal of later copies is in this one.
    seal = service_key(SEAL)
    with Writer(target, KEYS, now) as archive:
        archive.manifest.about |= {"version": __version__, "schema": dumps.schema_of("keystore")}
        dumps.take_out("keystore", archive)
        manifest = archive.finish(seal)
    _note(manifest, {}, now)
    return manifest


def _keep_apart(target: Path, other: str) -> None:
    """Whoever finds the folder must not find both: the data and the keys that open it."""
    if not target.parent.is_dir():
        raise NotPossible("folder", f"There is no folder {target.parent}.")
    for file in target.parent.iterdir():
        if file.is_file() and kind_of(file) == other:
            raise NotPossible(
                f"{other}-near",
                f"{file} lies in the same folder. Keep copies of the data and of the keys in different places, best on "
                "different machines: together they open everything, and an erased person could come back.",
            )


def _note(manifest: Manifest, more: dict[str, Any], now: dt.datetime) -> None:
    size = sum(int(member["bytes"]) for member in manifest.members.values())
    with transaction.atomic():
        record("backup.made", facts={"kind": manifest.kind, "digest": manifest.digest, "bytes": size, **more}, at=now)
