"""`aboveboard notice publish`: shows what would be published and what changes, asks, and adds the version."""

import argparse
import sys
from pathlib import Path
from typing import Any

from aboveboard.command.notice_check import said, summed


def publish(options: argparse.Namespace) -> int:
    """Exit status 0 where it is published (now or earlier), else 1."""
    from aboveboard.ground import archive, notices, publishing
    from aboveboard.notice import load
    from aboveboard.people.queries import has_customers

    fresh = load(Path(options.folder)) if options.folder else notices.folder()
    before = next((one for one in archive.versions() if one.hash == fresh.source_hash), None)
    if before is not None:
        print(f"Version {before.version} is published already, exactly like this ({before.hash}). Nothing was changed.")
        return 0
    try:
        publishing.refuse_made_up(fresh)
        publishing.see_whether(fresh, has_customers)
        _show(fresh)
        if not (options.yes or _agreed(fresh)):
            return 1
        done = publishing.publish(fresh, somebody_here=has_customers)
    except publishing.CannotPublish as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return 1
    _tell(done)
    return 0


def _show(fresh: Any) -> None:
    """The findings, and the difference to the version before."""
    from aboveboard.ground import archive, notices
    from aboveboard.notice.examine import examine_notice

    problems = examine_notice(fresh)
    for problem in problems:
        print(said(problem))
    print(summed(problems))
    known = archive.versions()
    if known:
        print_difference(notices.version(known[-1].hash), fresh, "en")


def print_difference(old: Any, new: Any, language: str) -> None:
    """What changes between two notices, for people."""
    from aboveboard.notice.diff import compare

    changes = compare(old, new)
    print(f"From version {old.version} ({old.source_hash[:12]}) to version {new.version} ({new.source_hash[:12]}):")
    for one in changes:
        print(f"  {'!' if one.material else ' '} {one.what.say(language)}")
    print(
        "! matters to people whose data is there already: they are told before its date, and agree or do not."
        if any(one.material for one in changes)
        else "Nothing that matters to people whose data is there already."
        if changes
        else "No difference."
    )


def _agreed(fresh: Any) -> bool:
    """Whether the operator says yes; on standard error why not."""
    if not sys.stdin.isatty():
        print("aboveboard: nobody is there to be asked. Nothing was published. Add --yes.", file=sys.stderr)
        return False
    question = f"Nobody can take it back. Type {fresh.version} to publish version {fresh.version}: "
    try:
        typed = input(question)
    except EOFError:
        typed = ""
    if typed.strip() != fresh.version:
        print("aboveboard: nothing was published.", file=sys.stderr)
        return False
    return True


def _tell(done: Any) -> None:
    from django.conf import settings
    from django.urls import reverse

    from aboveboard.people.queries import has_customers

    print(f"Version {done.version} is published. Its address is {done.hash}. It is in force from {done.effective} on.")
    print(f"Everybody can read it at {settings.ABOVEBOARD_BASE_URL}{reverse('privacy-version', args=[done.hash])}")
    if done.material and has_customers():
        print("It matters to people whose data is here: the job process tells each of them before that day.")
