"""Remedies for tests: a description that is good, and packages made of it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aboveboard.wire.remedy import Description, pack

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)


def raw_description(contents: dict[str, bytes], /, **changes: Any) -> dict[str, Any]:
    """What a good description holds, in its order, before anything is checked."""
    both = {"en": "text", "de": "Text"}
    good: dict[str, Any] = {
        "key": "say-hello",
        "version": "1.0",
        "name": {"en": "Say hello", "de": "Hallo sagen"},
        "about": both,
        "touches": both,
        "undo": {"how": both, "program": ""},
        "systems": ["linux"],
        "administrator": False,
        "seconds": 20,
        "interpreter": "sh",
        "program": next(iter(contents)),
        "files": [
            {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in contents.items()
        ],
    }
    return good | changes


def remedy(script: str = "echo hello\n", *, undo: str = "", key: Ed25519PrivateKey = KEY, **changes: Any) -> bytes:
    """A signed package whose program is ``script``, read by sh unless ``changes`` say otherwise."""
    files = {"run.sh": script.encode()} | ({"undo.sh": undo.encode()} if undo else {})
    if undo:
        changes = {"undo": {"how": {"en": "undo", "de": "zurück"}, "program": "undo.sh"}} | changes
    return pack(msgspec.convert(raw_description(files, **changes), Description), files, key)
