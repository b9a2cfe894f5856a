"""A remedy: a small program of the operator's library, in one signed file that says what it is and what it touches.

::

    "ABREMEDY1\\n" ‖ length of the description (u32) ‖ description (JSON) ‖ the files, one after the other
                  ‖ the signer's public key (32 bytes) ‖ signature (64 bytes)

The description names each file with its size and SHA-256, in order, so that nothing lies between or behind them. The
signature is Ed25519 over a label and everything before it. One description has one spelling: ``parse`` refuses any
other, so the same remedy always has the same bytes. File names are plain words: no folder, no dot in front, so that
no name can lead anywhere else. Nothing but ``program`` and ``undo`` is ever started, and they get no arguments.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, MsgspecError, Struct, json

from aboveboard.wire.payloads import PLAIN
from aboveboard.wire.remote import Sha256, ToolKey, Version

MAGIC: Final = b"ABREMEDY1\n"
SIGNED_LABEL: Final = b"aboveboard remedy 1\n"
PACKAGE_BYTES: Final = 64 * 1024 * 1024
"""The largest package that may be offered; TOOL_OFFER has the same bound."""
DESCRIPTION_BYTES: Final = 32 * 1024
FILES: Final = 64
SECONDS_MOST: Final = 3600
_KEY: Final = 32
_SIGNATURE: Final = 64
_LENGTH: Final = 4

Line = Annotated[str, Meta(min_length=1, max_length=80, pattern=PLAIN)]
Text = Annotated[str, Meta(min_length=1, max_length=600, pattern=PLAIN)]
FileName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\Z")]
Digest = Sha256


class RemedyError(Exception):
    """This is not a remedy that may be used; the text says why, for people."""


class System(StrEnum):
    """Where a remedy runs."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


class Interpreter(StrEnum):
    """What reads a program; each computer knows where it has it. EXECUTABLE: the file runs by itself."""

    EXECUTABLE = "executable"
    SH = "sh"
    PYTHON = "python3"
    POWERSHELL = "powershell"


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in both languages."""

    en: Text
    de: Text

    def say(self, language: str) -> str:
        """In the language, or in English."""
        return self.de if language == "de" else self.en


class Title(Struct, frozen=True, forbid_unknown_fields=True):
    """A name in both languages."""

    en: Line
    de: Line

    def say(self, language: str) -> str:
        """In the language, or in English."""
        return self.de if language == "de" else self.en


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    """How to undo it. ``program``: the file that does it, or empty where nothing can; ``how`` says either in words."""

    how: Words
    program: Annotated[str, Meta(max_length=64, pattern=r"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?\Z")] = ""


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the package."""

    name: FileName
    size: Annotated[int, Meta(ge=0, le=PACKAGE_BYTES)]
    sha256: Digest


class Description(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a remedy says of itself. ``administrator``: whether it needs the rights of one; ``seconds``: at most."""

    key: ToolKey
    version: Version
    name: Title
    about: Words
    touches: Words
    undo: Undo
    systems: Annotated[list[System], Meta(min_length=1, max_length=3)]
    administrator: bool
    seconds: Annotated[int, Meta(ge=1, le=SECONDS_MOST)]
    interpreter: Interpreter
    program: FileName
    files: Annotated[list[File], Meta(min_length=1, max_length=FILES)]

    def __post_init__(self) -> None:
        names = [file.name for file in self.files]
        folded = {name.casefold() for name in names}
        if len(folded) != len(names):
            raise ValueError("two files have the same name, or names that some systems take for the same")
        if self.program not in names:
            raise ValueError(f"the program {self.program} is not among its files")
        if self.undo.program and self.undo.program not in names:
            raise ValueError(f"the program {self.undo.program} that undoes it is not among its files")
        if len(set(self.systems)) != len(self.systems):
            raise ValueError("a system is named twice")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A package that was read: what it says of itself, its files, and whose signature holds over all of it."""

    description: Description
    files: dict[str, bytes]
    signer: bytes
    digest: str
    """SHA-256 of the whole package, as TOOL_OFFER names it."""


def fingerprint(signer: bytes) -> str:
    """A signer's public key as people compare it: 32 hexadecimal digits of its SHA-256, in groups of four."""
    digits = sha256(signer).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def pack(description: Description, files: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The signed package. The same arguments always give the same bytes. Raises RemedyError."""
    if [file.name for file in description.files] != list(files):
        raise RemedyError("The files are not those that the description names, in its order.")
    text = json.encode(description, order="deterministic")
    body = b"".join(
        (
            MAGIC,
            len(text).to_bytes(_LENGTH, "big"),
            text,
            *files.values(),
            key.public_key().public_bytes_raw(),
        )
    )
    package = body + key.sign(_signed(body))
    parse(package)
    return package


def parse(package: bytes) -> Remedy:
    """Read and verify a package. Raises RemedyError; nothing of a package that is refused is to be used."""
    if len(package) > PACKAGE_BYTES:
        raise RemedyError("The package is too large.")
    if not package.startswith(MAGIC) or len(package) < len(MAGIC) + _LENGTH + _KEY + _SIGNATURE:
        raise RemedyError("This is not a package of a tool, or it was cut short.")
    body, signature = package[:-_SIGNATURE], package[-_SIGNATURE:]
    signer = body[-_KEY:]
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, _signed(body))
    except (InvalidSignature, ValueError):
        raise RemedyError("The signature does not hold: the package was changed, or nobody signed it.") from None
    start = len(MAGIC) + _LENGTH
    length = int.from_bytes(package[len(MAGIC) : start], "big")
    text = package[start : start + length]
    if length > DESCRIPTION_BYTES or len(text) != length:
        raise RemedyError("The description of the tool is too long.")
    description = _describe(text)
    files = _files(description, body[start + length : -_KEY])
    return Remedy(description, files, signer, sha256(package).hexdigest())


def _signed(body: bytes) -> bytes:
    return SIGNED_LABEL + sha256(body).digest()


def _describe(text: bytes) -> Description:
    try:
        description = json.decode(text, type=Description)
    except (MsgspecError, UnicodeError) as error:
        raise RemedyError(f"The description of the tool is not as it must be: {error}.") from error
    if json.encode(description, order="deterministic") != text:
        raise RemedyError("The description of the tool is not in its one spelling.")
    return description


def _files(description: Description, data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    at = 0
    for file in description.files:
        content = data[at : at + file.size]
        at += file.size
        if len(content) != file.size or sha256(content).hexdigest() != file.sha256:
            raise RemedyError(f"The file {file.name} is not the one that the description names.")
        found[file.name] = content
    if at != len(data):
        raise RemedyError("There is more in the package than its description names.")
    return found
