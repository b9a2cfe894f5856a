"""The heads that this server has signed, and what its key store remembers of the newest."""

import datetime as dt

from aboveboard.ground.ledger import head as signing
from aboveboard.ground.ledger.head import Head
from aboveboard.ground.models import LedgerHead, LedgerMark
from aboveboard.ground.vault.services import service_key

SERVICE = "ledger"


def public_key() -> str:
    """The key that this server signs heads with, hexadecimal."""
    return signing.public_key(service_key(SERVICE))


def newest_head() -> Head | None:
    """The newest signed head, None before the first."""
    return _head(LedgerHead.objects.order_by("-size").first())


def head_of(size: int) -> Head | None:
    """The signed head of exactly this size, or None."""
    return _head(LedgerHead.objects.filter(size=size).first())


def heads_after(size: int, most: int = 100) -> list[Head]:
    """Signed heads of more than `size` entries, the smallest first."""
    rows = LedgerHead.objects.filter(size__gt=size).order_by("size")[:most]
    return [head for row in rows if (head := _head(row)) is not None]


def _head(row: LedgerHead | None) -> Head | None:
    return None if row is None else Head(row.size, row.root, row.at.astimezone(dt.UTC), row.key, row.signature)


def keep(size: int, root: str, now: dt.datetime) -> Head:
    """Sign a head and keep it. The caller holds the tree and has computed the root."""
    made = signing.sign(service_key(SERVICE), size, root, now)
    LedgerHead.objects.create(size=made.size, root=made.root, at=made.at, key=made.key, signature=made.signature)
    return made


def mark() -> LedgerMark | None:
    """The newest head as the key store remembers it."""
    return LedgerMark.objects.filter(pk=1).first()


def remember(head: Head) -> None:
    """Let the key store remember this head as the newest one. Called once the head is committed."""
    LedgerMark.objects.update_or_create(pk=1, defaults={"size": head.size, "root": head.root, "at": head.at})
