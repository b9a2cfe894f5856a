"""A receipt as a file, and its check from the file alone: no database, no network, nobody to ask. Pure.

The file holds the record in words and data, the ledger's entries about it with the salts of what they commit to, a
proof for each that it stands in the tree, and the signed head of that tree. What was seen of the computer is kept for a
shorter time than the record, and not opened to everybody: the record has a commitment to it, the file shows it apart.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any, Final

from aboveboard.ground.ledger import content, merkle, proving
from aboveboard.ground.ledger.head import Head, genuine
from aboveboard.ground.ledger.receipt_looks import looks
from aboveboard.ground.ledger.receipt_story import story

FORMAT: Final = "aboveboard receipt 1"
MOST_BYTES: Final = 5_000_000
_PARTS: Final = {"format", "record", "computer", "digests", "entries", "head", "key"}
_ENTRY: Final = {"seq", "body", "proof", "openings"}


class NotAReceipt(ValueError):
    """The file is no receipt, or is damaged so that nothing can be said about it. Says what is wrong."""


@dataclass(slots=True)
class Verdict:
    """What the check of a receipt found. `findings` are sentences; none means that the receipt holds."""

    key: str
    head: Head
    summary: list[str]
    entries: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def pack(
    record: dict[str, Any], entries: list[dict[str, Any]], head: Head, computer: list[dict[str, Any]] | None = None
) -> str:
    """The file of a receipt, to be read by people and programs. `computer`: the looks that it may show, with salts."""
    whole = {
        "format": FORMAT,
        "record": record,
        "computer": computer or [],
        "digests": content.digests(record),
        "entries": entries,
        "head": head.public(),
        "key": head.key,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def check(data: bytes, pinned: str = "") -> Verdict:
    """Check a receipt's file; `pinned` is the ledger's public key as it is known from elsewhere. Raises NotAReceipt."""
    whole = _read(data)
    try:
        return _check(whole, pinned.strip().lower())
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        raise NotAReceipt(f"The file is damaged: a part is missing or is not what it should be ({error}).") from None


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise NotAReceipt("The file is too large for a receipt.")
    try:
        whole = json.loads(data.decode("utf-8"), object_pairs_hook=_no_name_twice)
    except (ValueError, RecursionError) as error:
        raise NotAReceipt(f"The file is not JSON in UTF-8: {error}.") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NotAReceipt(f"The file is no receipt of the format “{FORMAT}”.")
    if set(whole) != _PARTS:
        raise NotAReceipt(f"The file has not exactly the parts of a receipt: {', '.join(sorted(set(whole) ^ _PARTS))}.")
    return whole


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _check(whole: dict[str, Any], pinned: str) -> Verdict:
    given, record = whole["head"], whole["record"]
    at = dt.datetime.fromisoformat(given["at"])
    head = Head(int(given["size"]), str(given["root"]), at, str(given["key"]), str(given["signature"]))
    verdict = Verdict(str(whole["key"]), head, [str(line) for line in record["summary"]])
    say = verdict.findings.append
    if given != head.public():
        say("The signed head is not written as this program writes it.")
    if not genuine(head) or head.key != verdict.key:
        say(f"The signature of the head of {head.size} entries is not by the key {verdict.key}.")
    if pinned and pinned != verdict.key.lower():
        say(f"The receipt is signed by the key {verdict.key}, not by {pinned}, the one that you named.")
    bodies = []
    for entry in whole["entries"]:
        body = _entry(entry, head, record, say)
        if body is not None:
            bodies.append(body)
    verdict.entries = len(bodies)
    _bound(whole, say)
    verdict.summary += looks(record.get("computer", []), whole["computer"], say)
    for line in story(record, bodies):
        say(line)
    return verdict


def _entry(entry: dict[str, Any], head: Head, record: dict[str, Any], say: Any) -> dict[str, Any] | None:
    """Check one entry against the head and its openings; returns what it says, None where it cannot be read."""
    if set(entry) != _ENTRY:
        say(f"Entry {entry.get('seq')} has not exactly the parts of an entry.")
        return None
    seq, text = int(entry["seq"]), str(entry["body"])
    proof = [bytes.fromhex(each) for each in entry["proof"]]
    if not proving.included(merkle.leaf_hash(text.encode()), seq, head.size, proof, bytes.fromhex(head.root)):
        say(f"Entry {seq} does not stand at this place in the signed tree: its text or its proof was changed.")
    body: dict[str, Any] = json.loads(text)
    for name, opened in entry["openings"].items():
        if content.commitment(bytes.fromhex(opened["salt"]), str(opened["value"])) != body["commits"].get(name):
            say(f"Entry {seq} ({body['kind']}) does not name this {name}: value or salt was changed.")
    people = {"subject": record["pii_principal_id"], "about": record["record_id"]}
    for name, value in people.items():
        if name in body["commits"] and entry["openings"].get(name, {}).get("value") != value:
            say(f"Entry {seq} ({body['kind']}) is not shown to be about this {name}, {value}.")
    return body


def _bound(whole: dict[str, Any], say: Any) -> None:
    """The record is the one that the newest entry with a document is bound to."""
    record, given = whole["record"], whole["digests"]
    documents = [
        entry["openings"]["document"]["value"] for entry in whole["entries"] if "document" in entry["openings"]
    ]
    if not documents:
        say("No entry is bound to the record, so nothing vouches for it.")
        return
    here = content.digests(record)
    changed = sorted(part for part in here.keys() | given.keys() if here.get(part) != given.get(part))
    for part in changed:
        say(f"The part “{part}” of the record was changed: it is not what the ledger was bound to.")
    if content.digest(content.canonical(given)) != documents[-1]:
        say("The digests of the record's parts are not the ones that the ledger was bound to.")
