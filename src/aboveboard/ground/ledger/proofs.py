"""Proofs out of the stored tree."""

from typing import Any

from aboveboard.ground.ledger import merkle
from aboveboard.ground.ledger.tiles import Tiles
from aboveboard.ground.models import LedgerEntry


def inclusion(seq: int, size: int) -> list[str]:
    """The proof that entry `seq` stands in the tree of `size` entries, hexadecimal. Raises ValueError, `TornTree`."""
    return [each.hex() for each in merkle.inclusion(Tiles().node, seq, size)]


def leaf(seq: int) -> str:
    """The hash of entry `seq` as the tree has it, hexadecimal. Raises `TornTree` where there is none."""
    return Tiles().node(0, seq).hex()


def consistency(first: int, second: int) -> list[str]:
    """The proof that the tree of `second` entries continues that of `first`. Raises ValueError, `TornTree`."""
    return [each.hex() for each in merkle.consistency(Tiles().node, first, second)]


def shown(entry: LedgerEntry, size: int, openings: set[str]) -> dict[str, Any]:
    """An entry as a receipt shows it: text, proof, and the salts of those commitments that are named in `openings`."""
    assert entry.seq is not None
    return {
        "seq": entry.seq,
        "body": entry.body,
        "proof": inclusion(entry.seq, size),
        "openings": {
            each.name: {"value": each.value, "salt": bytes(each.salt).hex()}
            for each in entry.commitments.all()
            if each.name in openings
        },
    }
