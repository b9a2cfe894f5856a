"""The master key: 32 bytes, from settings, never in a database."""

import hashlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def master() -> AESGCM:
    """The cipher under the master key (`ABOVEBOARD_MASTER_KEY` or the key file in the data folder)."""
    return AESGCM(settings.ABOVEBOARD_MASTER_KEY)


def fingerprint() -> str:
    """Sixteen hex digits that tell one master key from another without giving it away."""
    return hashlib.sha256(b"aboveboard master key 1" + settings.ABOVEBOARD_MASTER_KEY).hexdigest()[:16]
