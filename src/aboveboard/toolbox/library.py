"""The library: one folder of packages, one file a remedy and version. What does not verify is not in it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aboveboard.wire.remedy import PACKAGE_BYTES, Description, RemedyError, fingerprint, parse

SUFFIX: Final = ".remedy"


class OtherSignerError(Exception):
    """A package is signed by another key than those of the library; ``args[0]`` says both in words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One remedy that may be offered. ``digest`` is the SHA-256 of its file, by which it is asked for."""

    description: Description
    signer: bytes
    digest: str
    size: int
    file: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of the library that may not be offered, and why."""

    file: Path
    why: str


def read(file: Path) -> tuple[Entry, bytes]:
    """One package, verified. Raises RemedyError, OSError."""
    with file.open("rb") as opened:
        package = opened.read(PACKAGE_BYTES + 1)
    remedy = parse(package)
    return Entry(remedy.description, remedy.signer, remedy.digest, len(package), file), package


class Library:
    """The packages in one folder, which need not be there yet. What was read is remembered while its file is the same.

    The folder is the operator's own. Still each file is verified: the customer's end would refuse what fails here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[tuple[str, int, int], Entry | Refused] = {}

    def entries(self) -> list[Entry]:
        """What may be offered, by key and version."""
        found = [one for one in self._all() if isinstance(one, Entry)]
        return sorted(found, key=lambda one: (one.description.key, one.description.version))

    def refused(self) -> list[Refused]:
        """Files that look like packages and are none."""
        return [one for one in self._all() if isinstance(one, Refused)]

    def package(self, digest: str) -> bytes | None:
        """The bytes of the remedy with this digest, verified once more; None where there is none."""
        for one in self.entries():
            if one.digest == digest:
                try:
                    entry, package = read(one.file)
                except (RemedyError, OSError):
                    return None
                return package if entry.digest == digest else None
        return None

    def add(self, package: bytes, *, other_signer: bool = False) -> Entry:
        """Put one package in; another of the same key and version is replaced. Raises RemedyError, OtherSignerError."""
        remedy = parse(package)
        signers = {one.signer for one in self.entries()}
        if signers and remedy.signer not in signers and not other_signer:
            known = ", ".join(sorted(fingerprint(signer) for signer in signers))
            raise OtherSignerError(
                f"{remedy.description.key} is signed by {fingerprint(remedy.signer)}, the library by {known}. "
                "Companions that know the library's key will refuse it."
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._file(remedy.description.key, remedy.description.version)
        draft = file.with_name(f".{secrets.token_hex(8)}")
        with draft.open("xb") as opened:
            opened.write(package)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
        return Entry(remedy.description, remedy.signer, remedy.digest, len(package), file)

    def remove(self, key: str, version: str) -> bool:
        """Take one out; False where it is not there."""
        for one in self.entries():
            if (one.description.key, one.description.version) == (key, version):
                one.file.unlink(missing_ok=True)
                return True
        return False

    def _file(self, key: str, version: str) -> Path:
        # Both have passed the wire's own patterns, which know neither slash nor backslash.
        return self.folder / f"{key}-{version}{SUFFIX}"

    def _all(self) -> Iterator[Entry | Refused]:
        seen: dict[tuple[str, int, int], Entry | Refused] = {}
        for file in sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else ():
            try:
                state = file.stat()
                mark = (file.name, state.st_mtime_ns, state.st_size)
                seen[mark] = self._known.get(mark) or self._look(file)
            except OSError as error:
                yield Refused(file, str(error.strerror))
                continue
            yield seen[mark]
        self._known = seen

    @staticmethod
    def _look(file: Path) -> Entry | Refused:
        try:
            return read(file)[0]
        except RemedyError as error:
            return Refused(file, str(error))
