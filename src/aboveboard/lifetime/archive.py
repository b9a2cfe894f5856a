"""The file that a backup is: a tar whose last member lists all others with their hashes, so that a part is no whole.

The first member says what kind of copy it is (`data` or `keys`). The list at the end is sealed, where the key store is
there to do it, with a key of the service itself: a changed copy is found even where somebody changed the list too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

FORMAT = 1
DATA, KEYS = "data", "keys"
_MARK = "aboveboard-{kind}"
_LIST = "manifest.json"
_PIECE = 1 << 20


class BadArchive(Exception):
    """The file is no whole and unchanged copy. Says what is wrong; nothing was restored."""


@dataclass
class Manifest:
    """What the list at the end says."""

    kind: str
    made_at: str
    about: dict[str, Any]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    seal: str = ""

    def text(self) -> bytes:
        """The bytes that are sealed: the same for the same content."""
        content = {
            "format": FORMAT,
            "kind": self.kind,
            "made_at": self.made_at,
            "about": self.about,
            "members": self.members,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    def sealed(self, key: bytes) -> str:
        """The seal that belongs to this content under the service's key, as hex digits."""
        return hmac.new(key, b"aboveboard backup 1\n" + self.text(), hashlib.sha256).hexdigest()

    @property
    def digest(self) -> str:
        """One hash that stands for the whole copy."""
        return hashlib.sha256(self.text()).hexdigest()


class Writer:
    """Writes beside the wanted file and gives it its name once it is whole and on the disk."""

    def __init__(self, target: Path, kind: str, now: dt.datetime) -> None:
        self.target = target
        self.manifest = Manifest(kind, now.isoformat(timespec="seconds"), {})
        self._part = target.with_name(f".{target.name}.{os.getpid()}.part")

    def __enter__(self) -> Writer:
        self._file: IO[bytes] = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self._tar.addfile(tarfile.TarInfo(_MARK.format(kind=self.manifest.kind)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tar.close()
        self._file.close()
        self._part.unlink(missing_ok=True)

    def add(self, name: str, content: IO[bytes]) -> None:
        """One member, from a file that is open at any place."""
        content.seek(0, os.SEEK_END)
        info = tarfile.TarInfo(name)
        info.size = content.tell()
        content.seek(0)
        counted = _Counted(content)
        self._tar.addfile(info, counted)
        self.manifest.members[name] = {"bytes": info.size, "sha256": counted.hash.hexdigest()}

    def add_pieces(self, name: str, pieces: Iterable[bytes | bytearray | memoryview]) -> None:
        """One member of unknown length, written to a file without a name first."""
        with tempfile.TemporaryFile(dir=self.target.parent) as spool:
            for piece in pieces:
                spool.write(piece)
            self.add(name, spool)

    def finish(self, key: bytes | None) -> Manifest:
        """Write the list, put everything on the disk, and give the file its name, in place of one that had it."""
        self.manifest.seal = self.manifest.sealed(key) if key else ""
        text = json.dumps({"seal": self.manifest.seal, "content": json.loads(self.manifest.text())}).encode()
        info = tarfile.TarInfo(_LIST)
        info.size = len(text)
        with tempfile.TemporaryFile(dir=self.target.parent) as spool:
            spool.write(text)
            spool.seek(0)
            self._tar.addfile(info, spool)
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        _replace(self._part, self.target)
        return self.manifest


class _Counted:
    """A file that hashes what is read from it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.hash = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self.hash.update(piece)
        return piece


def _replace(part: Path, target: Path) -> None:
    """Put the new file in the old one's place at once, and overwrite what the old one held."""
    old = os.open(target, os.O_RDWR) if target.exists() else None
    os.replace(part, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    if old is not None:
        with os.fdopen(old, "r+b") as gone:
            left = os.fstat(gone.fileno()).st_size
            while left > 0:
                left -= gone.write(bytes(min(_PIECE, left)))
            gone.flush()
            os.fsync(gone.fileno())


def kind_of(path: Path) -> str:
    """`data` or `keys` where the file begins like one of our copies, else empty."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
    except (tarfile.TarError, OSError):
        return ""
    return next((kind for kind in (DATA, KEYS) if first is not None and first.name == _MARK.format(kind=kind)), "")


@contextmanager
def unpacked(path: Path, kind: str, below: Path) -> Iterator[tuple[Manifest, Path]]:
    """The list of a copy and a folder (below `below`, gone afterwards) with its members, every one of them checked.

    Raises `BadArchive` where the file is of another kind, cut short, or in any part not as it was written.
    """
    if kind_of(path) != kind:
        raise BadArchive(f"{path} is no copy of {kind} made by `aboveboard backup`.")
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=below) as name:
        folder = Path(name)
        try:
            with tarfile.open(path, "r:") as tar:
                manifest = _take_out(tar, folder, path)
        except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
            if isinstance(problem, OSError) and problem.errno is not None:
                raise
            raise BadArchive(f"{path} is damaged or was not written to its end ({problem}).") from problem
        if manifest.kind != kind:
            raise BadArchive(f"{path} says of itself that it is something else.")
        yield manifest, folder


def _take_out(tar: tarfile.TarFile, folder: Path, path: Path) -> Manifest:
    found: dict[str, dict[str, Any]] = {}
    listed: dict[str, Any] | None = None
    for number, member in enumerate(tar):
        if listed is not None:
            raise BadArchive(f"{path} goes on after its end.")
        if number == 0:
            continue
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not _is_safe(member.name) or member.name in found:
            raise BadArchive(f"{path} has a member that no backup has: {member.name[:80]!r}.")
        if member.name == _LIST:
            listed = json.loads(content.read())
            continue
        target = folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as out:
            while piece := content.read(_PIECE):
                digest.update(piece)
                out.write(piece)
        found[member.name] = {"bytes": member.size, "sha256": digest.hexdigest()}
    if listed is None:
        raise BadArchive(f"{path} was not written to its end: its list is missing.")
    told = listed["content"]
    if told["format"] != FORMAT:
        raise BadArchive(f"{path} has format {told['format']}, this program reads {FORMAT}.")
    if told["members"] != found:
        wrong = sorted(name for name in {*told["members"], *found} if told["members"].get(name) != found.get(name))
        raise BadArchive(f"{path} was changed or is damaged: {', '.join(wrong[:3])} is not as it was written.")
    about, texts = told["about"], (told["kind"], told["made_at"], listed["seal"])
    if not isinstance(about, dict) or not all(isinstance(text, str) and text.isascii() for text in texts):
        raise BadArchive(f"{path} has a list that no backup has.")
    return Manifest(told["kind"], told["made_at"], about, told["members"], listed["seal"])


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and len(name) < 200 and "\\" not in name
