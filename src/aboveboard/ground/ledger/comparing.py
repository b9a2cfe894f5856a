"""Two heads, from anywhere, held against the tree in the database."""

import json
from pathlib import Path

from aboveboard.ground.ledger import heads, merkle, proofs, sequence, tiles
from aboveboard.ground.ledger.consistency_file import check, head_from, pack
from aboveboard.ground.ledger.content import moment
from aboveboard.ground.ledger.head import Head


class NoHead(Exception):
    """What was named is no head."""


def wanted(text: str) -> Head:
    """A head by its size, or from a file as it was published (a head, a receipt, the page under .well-known)."""
    if text.isascii() and text.isdigit():
        found = heads.head_of(int(text))
        if found is None:
            raise NoHead(f"There is no signed head of {text} entries. `aboveboard ledger head` shows the newest.")
        return found
    try:
        content = json.loads(Path(text).read_text(encoding="utf-8"))
        return head_from(content.get("head", content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as problem:
        raise NoHead(f"{text} is neither a number nor a file with a published head ({problem}).") from None


def compare(first: Head, second: Head, pinned: str = "") -> tuple[list[str], list[str]]:
    """What is wrong between two heads, the smaller one first; and what the ledger itself says about it (restores)."""
    size, node = tiles.stored_size(), tiles.Tiles().node
    findings = [
        f"The tree here does not continue the head of {head.size} entries, root {head.root}."
        for head in (first, second)
        if head.size > size or merkle.root(node, head.size).hex() != head.root
    ]
    if not findings:
        proof = proofs.consistency(first.size, second.size)
        findings = check(pack(first, second, proof), pinned or heads.public_key())
    explained = [
        f"The ledger says that the head of {gap['lost_size']} entries, signed at {gap['lost_at']}, was lost when older "
        f"data was restored; both have the first {gap['continued_from']} entries in common."
        for gap in sequence.gaps()
        if any(gap["lost_root"] == head.root for head in (first, second))
    ]
    if findings and not explained and max(first.size, second.size) > size:
        newest = heads.newest_head()
        since = f" Its newest head is of {newest.size} entries, {moment(newest.at)}." if newest else ""
        explained.append(f"The tree here has {size} entries only.{since}")
    return findings, explained
