"""`aboveboard notice diff|publish|versions|tables`: what concerns the versions of the notice."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from aboveboard.command import starting
from aboveboard.command.notice_publish import print_difference, publish


def run(arguments: list[str]) -> int:
    """Exit status 0 where it was done, 1 where it could not be, 2 where it was called wrongly."""
    options = _parser().parse_args(arguments)
    if not starting.open_data():
        return 1
    from django.db import DatabaseError

    from aboveboard.notice import NoticeError

    try:
        return int(_DOERS[options.what](options))
    except NoticeError as problem:
        print(f"aboveboard: the notice cannot be used. Nothing was changed.\n{problem}", file=sys.stderr)
    except DatabaseError as problem:
        print(
            f"aboveboard: the published versions cannot be read: {str(problem).strip()}\n"
            f"Nothing was changed. {starting.what_to_do()}",
            file=sys.stderr,
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard notice")
    kinds = parser.add_subparsers(dest="what", required=True)
    place = "a version's name, the beginning of its hash, or a folder"
    diff = kinds.add_parser("diff", description="Say what changes between two versions, by what it means.")
    diff.add_argument("old", nargs="?", default="", help=f"{place} (default: the latest that was published)")
    diff.add_argument("new", nargs="?", default="", help=f"{place} (default: the folder of the settings)")
    new = kinds.add_parser("publish", description="Add the folder as a new version, in force from its date on.")
    new.add_argument("folder", nargs="?", help="the notice's folder (default: the one of the settings)")
    new.add_argument("--yes", action="store_true", help="publish without being asked")
    versions = kinds.add_parser("versions", description="List the published versions.")
    tables = kinds.add_parser("tables", description="Show the tables that the product obeys.")
    for each in (diff, versions, tables):
        each.add_argument("--json", action="store_true", help="print JSON and nothing else")
    diff.add_argument("--language", choices=("en", "de"), default="en", help="of the sentences (default: en)")
    return parser


def _named(name: str) -> Any:
    """The notice that an operator names, or None with a line about it on standard error."""
    from aboveboard.ground import archive, notices
    from aboveboard.notice import load

    if not name:
        return notices.folder()
    found = archive.find(name)
    if found is not None:
        return found
    if Path(name).is_dir():
        return load(Path(name))
    print(
        f"aboveboard: '{name}' is no published version, no beginning of exactly one hash, and no folder. "
        "`aboveboard notice versions` lists what is published.",
        file=sys.stderr,
    )
    return None


def _diff(options: argparse.Namespace) -> int:
    from aboveboard.ground import archive
    from aboveboard.notice.diff import compare

    known = archive.versions()
    if not options.old and not known:
        print("aboveboard: nothing is published yet, so nothing can change. Name two folders.", file=sys.stderr)
        return 1
    old = _named(options.old or known[-1].hash)
    new = _named(options.new) if old is not None else None
    if old is None or new is None:
        return 1
    if options.json:
        changes = compare(old, new)
        rows = [
            {
                "kind": one.kind,
                "about": one.key,
                "says": one.what.say(options.language),
                "matters": one.material,
                "categories": list(one.categories),
                "purposes": list(one.purposes),
            }
            for one in changes
        ]
        content = {"old": old.source_hash, "new": new.source_hash, "changes": rows}
        print(json.dumps(content, ensure_ascii=False, indent=2))
        return 0
    print_difference(old, new, options.language)
    return 0


def _versions(options: argparse.Namespace) -> int:
    from aboveboard.ground import archive
    from aboveboard.ground.clock import now

    known = archive.versions()
    current = archive.in_force(now().date())
    if options.json:
        rows = [
            {
                "version": one.version,
                "hash": one.hash,
                "effective": one.effective.isoformat(),
                "published_at": one.published_at.isoformat(timespec="seconds"),
                "matters": one.material,
                "in_force": one == current,
            }
            for one in known
        ]
        print(json.dumps({"versions": rows}, indent=2))
        return 0
    if not known:
        print("Nothing is published yet: the first start publishes the folder.")
    for one in known:
        mark = (
            "in force" if one == current else "replaced" if current and one.effective < current.effective else "coming"
        )
        print(f"{one.version:<12} {one.effective}  {mark:<9} {one.hash}{'  matters' if one.material else ''}")
    return 0


def _tables(options: argparse.Namespace) -> int:
    from aboveboard.ground import publishing
    from aboveboard.web import tables

    publishing.look()
    content = tables.everything()
    if options.json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
        return 0
    for name, rows in content.items():
        print(f"{name}\n")
        for row in rows:
            print("  " + "  ".join(f"{key}={_plain(value)}" for key, value in row.items()))
        print()
    return 0


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


_DOERS = {"diff": _diff, "publish": publish, "versions": _versions, "tables": _tables}
