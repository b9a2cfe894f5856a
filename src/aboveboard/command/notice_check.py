"""`aboveboard notice check`: reads a notice's folder like a compiler. Needs neither Django nor the product's data."""

import argparse
import json
import os
import sys

from aboveboard.notice import Problem
from aboveboard.notice.examine import examine


def run(arguments: list[str]) -> int:
    """Exit status 0 where nothing was found, else 1."""
    parser = argparse.ArgumentParser(
        "aboveboard notice check",
        description="Read a notice's folder like a compiler: file, line, what is wrong, what to write.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        default=os.environ.get("ABOVEBOARD_NOTICE") or None,
        help="the folder; without it ABOVEBOARD_NOTICE, else the shipped example",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    problems = examine(given.folder)
    if given.json:
        json.dump(_report(given.folder, problems), sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        for problem in problems:
            print(said(problem))
        print(summed(problems), file=sys.stderr)
    return 1 if problems else 0


def said(problem: Problem) -> str:
    """`file:line: error|finding: what. write.` on one line."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    line = f"{place}: {_kind(problem)}: {problem.what} {problem.write}"
    # A folder's own words may hold anything; a terminal gets printable characters on one line.
    return "".join(mark if mark.isprintable() else " " for mark in line)


def _kind(problem: Problem) -> str:
    return "error" if problem.stops else "finding"


def summed(problems: tuple[Problem, ...]) -> str:
    """What follows from all of them, in one line."""
    if not problems:
        return "The notice is well: its tables, its texts and what the software does agree."
    errors = sum(problem.stops for problem in problems)
    findings = _count(len(problems) - errors, "finding")
    if not errors:
        return f"No errors, {findings}: it starts, with something off."
    return f"{_count(errors, 'error')}, {findings}: it does not start with {'this' if errors == 1 else 'these'}."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _report(folder: str | None, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "folder": folder or "the shipped example",
        "ok": not problems,
        "problems": [
            {"file": one.file, "line": one.line, "kind": _kind(one), "what": one.what, "write": one.write}
            for one in problems
        ],
    }
