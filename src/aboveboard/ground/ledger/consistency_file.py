"""Two signed heads and the proof that the later continues the earlier, as a file that is checked by itself. Pure."""

import datetime as dt
import json
from typing import Any, Final

from aboveboard.ground.ledger import proving
from aboveboard.ground.ledger.head import Head, genuine

FORMAT: Final = "aboveboard consistency 1"


def pack(first: Head, second: Head, proof: list[str]) -> dict[str, Any]:
    """The file's content."""
    return {
        "format": FORMAT,
        "first": first.public(),
        "second": second.public(),
        "proof": proof,
        "key": second.key,
    }


def head_from(given: dict[str, Any]) -> Head:
    """A head as it was published. Raises KeyError, TypeError, ValueError or OverflowError where it is none."""
    at = dt.datetime.fromisoformat(given["at"])
    if at.tzinfo is None:
        raise ValueError("the time of a head has no time zone")
    return Head(int(given["size"]), str(given["root"]), at, str(given["key"]), str(given["signature"]))


def check(whole: dict[str, Any], pinned: str = "") -> list[str]:
    """Sentences about what is wrong; none means that the second head continues the first.

    `pinned` is the ledger's public key as it is known from elsewhere. Raises KeyError, TypeError or ValueError where a
    part is missing or damaged.
    """
    if not isinstance(whole["key"], str):
        raise TypeError("the key is no text")
    first, second = head_from(whole["first"]), head_from(whole["second"])
    found = [
        f"The signature of the head of {head.size} entries is not by the key {whole['key']}."
        for head in (first, second)
        if not genuine(head) or head.key != whole["key"]
    ]
    if pinned and pinned.strip().lower() != whole["key"]:
        found.append(f"The heads are signed by the key {whole['key']}, not by {pinned}, the one that you named.")
    proof = [bytes.fromhex(each) for each in whole["proof"]]
    old, new = bytes.fromhex(first.root), bytes.fromhex(second.root)
    if not proving.continued(first.size, second.size, proof, old, new):
        found.append(f"The head of {second.size} entries does not continue the head of {first.size} entries.")
    return found


def load(text: str) -> dict[str, Any] | None:
    """The file's content, or None where the text is something else."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) and whole.get("format") == FORMAT else None
