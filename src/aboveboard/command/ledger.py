"""`aboveboard ledger verify` and `aboveboard ledger head`: the ledger checked, offline or in full."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

FAILED, UNREADABLE = 1, 2


def run(arguments: list[str]) -> int:
    """Exit status 0: it holds; 1: something is wrong and was named; 2: the file or the call cannot be read."""
    parser = argparse.ArgumentParser("aboveboard ledger", description="Check the ledger, or show its newest head.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="verify|head")
    verify = commands.add_parser("verify", description="Check a receipt by its file alone, or the whole database.")
    verify.add_argument("receipt", nargs="?", help="a receipt's file, or a proof of consistency; without one: --full")
    verify.add_argument("--full", action="store_true", help="check every entry, the tree and all heads in the database")
    verify.add_argument("--heads", nargs=2, metavar=("A", "B"), help="two heads: sizes, or files with a published head")
    verify.add_argument("--key", default="", help="the ledger's public key as you know it from elsewhere")
    verify.add_argument("--json", action="store_true", help="print JSON and nothing else")
    head = commands.add_parser("head", description="Print the newest signed head and the public key.")
    head.add_argument("--json", action="store_true", help="print JSON and nothing else")
    options = parser.parse_args(arguments)
    if options.command == "head":
        return _in_the_database(_newest, options)
    if sum(map(bool, (options.receipt, options.full, options.heads))) > 1:
        parser.error("name a receipt, or --full, or --heads A B")
    if options.receipt:
        return _file(options)
    return _in_the_database(_two_heads if options.heads else _everything, options)


def _file(options: argparse.Namespace) -> int:
    """A receipt or a proof of consistency, from its file alone: without Django, settings or a database."""
    from aboveboard.ground.ledger import consistency_file, receipt_file

    try:
        with Path(options.receipt).open("rb") as file:
            # One byte more than a receipt may have: then it is refused, and a file without end is not read to its end.
            data = file.read(receipt_file.MOST_BYTES + 1)
    except OSError as problem:
        return _unreadable(f"{options.receipt} cannot be read: {problem.strerror}.")
    text = data.decode("utf-8", "replace")
    try:
        proof = consistency_file.load(text)
        if proof is not None:
            said = {"key": proof["key"], "findings": consistency_file.check(proof, options.key)}
            lines = [f"From {proof['first']['size']} to {proof['second']['size']} entries."]
        else:
            verdict = receipt_file.check(data, options.key)
            said = {"key": verdict.key, "findings": verdict.findings, "entries": verdict.entries}
            said |= {"head": verdict.head.public(), "summary": verdict.summary}
            lines = [*verdict.summary, f"{verdict.entries} entries of a ledger of {verdict.head.size}."]
    except _DAMAGED as problem:
        cut_short = len(data) <= receipt_file.MOST_BYTES and _cut_short(data)
        return _unreadable(f"{options.receipt}: {cut_short or problem}")
    if options.json:
        _print_json({"holds": not said["findings"], **said})
    else:
        _say(lines, said["findings"], said["key"], options.key)
    return FAILED if said["findings"] else 0


_DAMAGED = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
"""What a file from anywhere can raise, whatever stands where something else should; NotAReceipt is a ValueError."""


def _print_json(said: dict[str, Any]) -> None:
    # Half of a character cannot be printed; JSON has a way to write it.
    text = json.dumps(said, ensure_ascii=False, indent=1)
    print(text if _has_bytes(text) else json.dumps(said, indent=1))


def _has_bytes(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _cut_short(data: bytes) -> str:
    """Words for a file of which a part is missing, as after a broken download; empty where something else is wrong."""
    try:
        json.loads(data)
    except json.JSONDecodeError as problem:
        if not data.strip():
            return "The file is empty. Download it again."
        at = f"line {problem.lineno}, column {problem.colno}"
        return f"The file is no receipt, or not all of one: it cannot be read from {at} on. Download it again."
    except (ValueError, RecursionError):
        pass  # odd in another way: who read it said how
    return ""


def _plain(text: str) -> str:
    """Without control characters: a file from somebody else must not write its own lines onto the screen."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def _say(lines: list[str], findings: list[str], key: str, pinned: str) -> None:
    for line in findings:
        print(f"WRONG: {_plain(line)}")
    if findings:
        print("This does not hold. Keep the file and ask for it anew; if that does not hold either, contact us.")
    else:
        for line in lines:
            print(_plain(line))
        print("It holds: nothing was changed since it was signed.")
    print(f"Signed by the key {_plain(key)}" + (", the one that you named." if pinned and not findings else "."))
    if not pinned:
        # The file may name an address too; whoever made the file up would have made that up as well.
        print(
            "Compare it with the key that the company publishes: the address of its help desk as you know it, then "
            "/.well-known/aboveboard-ledger.json. Or name the key that you know: --key."
        )


def _unreadable(words: str) -> int:
    print("aboveboard: " + "\n".join(map(_plain, words.splitlines())), file=sys.stderr)
    return UNREADABLE


def _in_the_database(work: Any, options: argparse.Namespace) -> int:
    from aboveboard.command import starting

    if not starting.open_data():
        return UNREADABLE
    from django.db import DatabaseError

    from aboveboard.ground.ledger.tiles import TornTree
    from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey

    try:
        return int(work(options))
    except TornTree as problem:
        print(f"aboveboard: {problem} `aboveboard ledger verify --full` says more.", file=sys.stderr)
        return FAILED
    except (DatabaseError, KeysAway, WrongMasterKey) as problem:
        advice = f" {starting.what_to_do()}" if isinstance(problem, DatabaseError) else ""
        return _unreadable(f"the databases or keys are not ready: {str(problem).strip()}\nNothing was checked.{advice}")


def _newest(options: argparse.Namespace) -> int:
    from aboveboard.ground.ledger import heads

    head = heads.newest_head()
    if options.json:
        print(json.dumps({"key": heads.public_key(), "head": head.public() if head else None}, indent=1))
    elif head is None:
        print(f"Nothing was signed yet. Public key: {heads.public_key()}")
    else:
        said = head.public()
        print(f"{said['size']} entries, signed at {said['at']}\nroot {said['root']}\nkey  {said['key']}")
    return 0


def _two_heads(options: argparse.Namespace) -> int:
    """Whether the larger of two heads continues the smaller, by the tree in the database."""
    from aboveboard.ground.ledger import comparing

    try:
        first, second = sorted((comparing.wanted(each) for each in options.heads), key=lambda head: head.size)
    except comparing.NoHead as problem:
        return _unreadable(str(problem))
    findings, explained = comparing.compare(first, second, options.key)
    if options.json:
        said = {"holds": not findings, "findings": findings, "explained": explained}
        print(json.dumps({**said, "first": first.public(), "second": second.public()}, indent=1))
    else:
        lines = [f"The head of {second.size} entries continues the head of {first.size} entries."]
        _say(lines, findings, second.key, options.key)
        for line in explained:
            print(_plain(line))
    return FAILED if findings else 0


def _everything(options: argparse.Namespace) -> int:
    from aboveboard.ground.ledger.verify import verify

    report = verify()
    pinned = not options.key or options.key.strip().lower() == report.key
    if options.json:
        _print_json({"holds": report.holds and pinned, **report.public()})
        return 0 if report.holds and pinned else FAILED
    for finding in report.findings:
        row = f" (row {finding.id}, {finding.kind})" if finding.id is not None else ""
        where = f"Entry {finding.seq}{row} " if finding.what in _OF_ENTRIES else ""
        print(f"WRONG: {where}{finding.text}")
    if report.more:
        print(f"… and {report.more} more.")
    for gap in report.gaps:
        print(
            f"Known gap: older data was restored. The head of {gap['lost_size']} entries ({gap['lost_root']}, signed "
            f"at {gap['lost_at']}) is not continued: what it had beyond {gap['continued_from']} entries is lost."
        )
    since = f", the oldest since {report.waiting_since}" if report.waiting else ""
    print(
        f"{report.entries} entries in a tree of {report.size}, {report.commitments} commitments, {report.heads} signed "
        f"heads; {report.waiting} wait for their place{since}. Public key {report.key}."
    )
    if report.waits_long:
        print(
            f"WARNING: Entries wait for their place since {report.waiting_since}. Until they have it, nothing vouches "
            "for them. See that the server or its worker runs."
        )
    if not pinned:
        print(f"WRONG: This server's key is not {options.key}, the one that you named.")
    print("The ledger holds." if report.holds and pinned else "The ledger does not hold.")
    return 0 if report.holds and pinned else FAILED


_OF_ENTRIES = {"changed", "removed", "reordered", "inserted", "column", "commitment"}
