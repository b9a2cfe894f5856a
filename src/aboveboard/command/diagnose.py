"""`aboveboard diagnose`: what this computer is, what is fine, what is not, what to do. Nothing is changed or sent."""

import argparse
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

WRONG, UNREADABLE = 1, 2
_BUS = "/run/dbus/system_bus_socket"


class CannotDiagnose(Exception):
    """The words say what was asked for and why it cannot be had."""


def run(arguments: list[str]) -> int:
    """Exit status 0: nothing needs attention; 1: something does; 2: the call or what it names cannot be read."""
    from aboveboard.diagnostics.words import language_of_system

    options = _parser().parse_args(arguments)
    options.language = options.language or language_of_system()
    try:
        return _snapshot(options) if options.what else _diagnose(options)
    except CannotDiagnose as problem:
        print(f"aboveboard diagnose: {problem}", file=sys.stderr)
        return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "aboveboard diagnose",
        description="Look at this computer once and say what is fine, what is not and what to do. Nothing is changed, "
        "kept or sent.",
        epilog="Exit status: 0 nothing needs attention, 1 something does, 2 it could not look.",
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("snapshot",),
        help="capture this computer into FOLDER, without anything personal, to be read later with --root",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="with snapshot: a folder that is not there yet"
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--json", action="store_true", help="print JSON and nothing else")
    ways.add_argument("--html", type=Path, metavar="FILE", help="write a page that stands for itself; - prints it")
    ways.add_argument(
        "--ask",
        metavar="ADDRESS",
        help="show what could be shared with this help desk, and print a link to its form that carries it",
    )
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="read a captured machine: a folder with its own proc, sys, etc"
    )
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="rules of your own, beside ours; else ABOVEBOARD_RULES"
    )
    parser.add_argument("--language", choices=("en", "de"), default="", help="else the computer's own")
    parser.add_argument("--name", action="store_true", help="leave this computer's name in what --json and --ask give")
    return parser


def _diagnose(options: argparse.Namespace) -> int:
    rules = rules_of(options.rules)
    examination = _examined(options.root, rules)
    if options.json:
        from aboveboard.diagnostics.document import document, write_document

        written = document(examination, rules, options.language, name=options.name)
        _put(write_document(written))
    elif options.html:
        _page(options.html, examination, rules, options.language)
    elif options.ask:
        _ask(options, examination, rules)
    else:
        _tell(examination, rules, options.language)
    grave = any(one.state == "problem" and one.severity != "info" for one in examination.verdict.outcomes)
    return WRONG if grave else 0


def rules_of(file: Path | None) -> Any:
    """Our rules and those of this file, else of ``ABOVEBOARD_RULES``. Raises ``CannotDiagnose``."""
    from aboveboard.diagnostics.rules import RuleError, load_rules, own_file

    try:
        return load_rules(file or own_file())
    except RuleError as problem:
        raise CannotDiagnose(str(problem)) from problem


def _examined(root: Path | None, rules: Any) -> Any:
    from aboveboard.diagnostics.report import examine

    if root is None:
        from aboveboard.diagnostics.remembered import remembered

        return examine(reader_here_and_bus(), rules, *remembered(rules))
    from aboveboard.diagnostics.captured import NO_MACHINE, NotCaptured, captured, history_of
    from aboveboard.diagnostics.linux.machine import Captured

    try:
        found = captured(root, rules)
        if found is not None:
            return examine(found.reader, rules, found.history)
        from aboveboard.diagnostics.recorded import recorded_reader

        reader = recorded_reader(root)
        if reader is None:
            raise NotCaptured(NO_MACHINE)
        return examine(reader, rules, history_of(Captured(root), rules))
    except (NotCaptured, OSError, ValueError) as problem:
        raise CannotDiagnose(f"{root}: {problem}") from problem


def reader_here_and_bus() -> Any:
    """Asks the system's bus only where there is one: what is needed for it takes time to load."""
    if os.path.exists(_BUS):
        try:
            from aboveboard.diagnostics.with_bus import whole_reader

            return whole_reader()
        except ImportError:
            pass  # installed without what asks the bus: what only the bus knows is unknown
    from aboveboard.diagnostics.here import reader_here

    return reader_here()


def _tell(examination: Any, rules: Any, language: str) -> None:
    from aboveboard.diagnostics.account import account
    from aboveboard.diagnostics.terminal import in_terminal

    _print(in_terminal(account(examination, rules, language), _paper()))


def _paper() -> Any:
    from aboveboard.diagnostics.terminal import Paper

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    try:
        "✓█░·…".encode(sys.stdout.encoding or "ascii")
        bare = False
    except (UnicodeEncodeError, LookupError):
        bare = True
    return Paper(width=shutil.get_terminal_size().columns, colour=colour, plain=bare)


def _print(text: str) -> None:
    """Print it with what the terminal can show."""
    encoding = sys.stdout.encoding or "ascii"
    _put(text.encode(encoding, "replace"))


def _put(data: bytes) -> None:
    """Print these bytes; a reader that went away is no error. Raises ``CannotDiagnose`` where there is no room."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as problem:
        # Python tries once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):
            raise CannotDiagnose(f"what was found could not be written: {problem.strerror}.") from problem


def _page(file: Path, examination: Any, rules: Any, language: str) -> None:
    from aboveboard.diagnostics.account import account
    from aboveboard.diagnostics.page import BEGINS, page

    text = page(account(examination, rules, language, here=False))
    if str(file) == "-":
        _put(text.encode())
        return
    try:
        if not file.name or (file.exists() and not (file.is_file() and _begins_with(file, BEGINS.encode()))):
            raise CannotDiagnose(
                f"{file} is there already and was not written by this command. It was left as it is; name another file."
            )
        _write_whole(file, text)
    except OSError as problem:
        raise CannotDiagnose(f"{file} cannot be written: {problem.strerror}.") from problem
    _print(f"{file.resolve()}\n")


def _write_whole(file: Path, text: str) -> None:
    """A full disk must not leave half of a page where a whole one was. Raises ``OSError``."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    drafted = draft.open("x", encoding="utf-8")
    try:
        with drafted:
            drafted.write(text)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _begins_with(file: Path, beginning: bytes) -> bool:
    with file.open("rb") as there:
        return there.read(len(beginning)) == beginning


def _ask(options: argparse.Namespace, examination: Any, rules: Any) -> None:
    from aboveboard.diagnostics.link import help_link
    from aboveboard.diagnostics.report import lines, share
    from aboveboard.diagnostics.terminal import preview_in_terminal
    from aboveboard.diagnostics.words import say

    report = share(examination, name=options.name)
    try:
        link = help_link(options.ask, report)
    except ValueError as problem:
        raise CannotDiagnose(say(str(problem), options.language)) from problem
    _print(preview_in_terminal(lines(report, rules, options.language), options.language, _paper()))
    advice = say(
        "Open this address. The page shows the same lines, and you can leave out any of them. Nothing is sent "
        "before you press the button there. Your browser remembers the address, and so what is in it; a private window "
        "does not.",
        options.language,
    )
    _print(f"\n{advice}\n\n{link}\n")


def _snapshot(options: argparse.Namespace) -> int:
    if options.folder is None:
        raise CannotDiagnose("name the folder for the snapshot: aboveboard diagnose snapshot FOLDER")
    if options.root is not None:
        raise CannotDiagnose(f"a snapshot is of this computer, and not of {options.root}. Leave --root out.")
    reader = reader_here_and_bus()
    if reader.system != "linux":
        raise CannotDiagnose("only a computer with Linux can be captured.")
    from aboveboard.diagnostics.snapshot import capture
    from aboveboard.diagnostics.words import count, say

    try:
        left_out = capture(reader.machine, options.folder)
    except OSError as problem:
        raise CannotDiagnose(f"{options.folder}: {problem.strerror or problem}") from problem
    language = options.language
    _print(say("This computer is captured in {folder}, without anything personal.", language, folder=options.folder))
    if left_out:
        _print("\n" + count("{number} file was left out:", "{number} files were left out:", len(left_out), language))
        _print("".join(f"\n  {path}" for path in left_out))
    _print("\n")
    return 0
