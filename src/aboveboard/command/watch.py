"""`aboveboard watch`: looks each minute, tells at most once a day, keeps an inbox. Nothing is sent."""

import argparse
import logging
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aboveboard.command.diagnose import CannotDiagnose, reader_here_and_bus, rules_of

DAY = 86_400
WRONG, UNREADABLE = 1, 2


def run(arguments: list[str]) -> int:
    """Exit status 0: done; 1: it could not be done; 2: it was called wrongly."""
    from aboveboard.diagnostics.words import language_of_system

    options = _parser().parse_args(arguments)
    options.language = options.language or language_of_system()
    try:
        status = int(options.does(options))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read along has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CannotDiagnose as problem:
        print(f"aboveboard watch: {problem}", file=sys.stderr)
        return UNREADABLE
    except OSError as problem:
        what = f"{problem.filename}: " if problem.filename else ""
        print(f"aboveboard watch: {what}{problem.strerror or problem}. Nothing else was changed.", file=sys.stderr)
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "aboveboard watch",
        description="Look at this computer each minute and say when something is wrong: at most once a day, at once "
        "where it is urgent. Nothing is sent. What it found is in the inbox.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--rules", type=Path, metavar="FILE", help="rules of your own, beside ours; else ABOVEBOARD_RULES"
    )
    common.add_argument("--language", choices=("en", "de"), default="", help="else the computer's own")
    ways = parser.add_subparsers(required=True, metavar="run|inbox|snooze|status|start-with-desktop|off")

    watch = ways.add_parser("run", parents=[common], help="watch until it is ended")
    watch.add_argument("--no-notifications", action="store_true", help="show none: the inbox has all")
    watch.add_argument(
        "--tray", action="store_true", help="a sign in the panel as well, on Linux desktops that have one"
    )
    watch.set_defaults(does=_run)

    inbox = ways.add_parser("inbox", parents=[common], help="what was found, what to do, and what is over")
    inbox.add_argument("--json", action="store_true", help="for programs")
    inbox.set_defaults(does=_inbox)

    snooze = ways.add_parser("snooze", parents=[common], help="put off a finding, a rule or everything")
    snooze.add_argument(
        "what", nargs="+", help="a number of the inbox, a rule, a rule and a subject, or everything (but the urgent)"
    )
    length = snooze.add_mutually_exclusive_group()
    length.add_argument("--days", type=_number(366), default=7, metavar="N", help="for so long; 7 if nothing is said")
    length.add_argument("--hours", type=_number(366 * 24), metavar="N", help="for so long")
    length.add_argument("--end", action="store_true", help="no longer put it off")
    snooze.set_defaults(does=_snooze)

    status = ways.add_parser("status", parents=[common], help="whether it runs, what starts it, what is put off")
    status.set_defaults(does=_status)

    start = ways.add_parser("start-with-desktop", parents=[common], help="have this system start it, after a yes")
    start.add_argument("--tray", action="store_true", help="with the sign in the panel")
    start.add_argument("--yes", action="store_true", help="say yes here; else it is shown and asked")
    start.set_defaults(does=_start_with_desktop)

    off = ways.add_parser("off", parents=[common], help="end it, and no longer start it with the desktop")
    off.add_argument("--forget", action="store_true", help="remove what it has kept, too")
    off.set_defaults(does=_off)
    return parser


def _number(most: int) -> Any:
    def number(text: str) -> int:
        value = int(text)
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"a number from 1 to {most}")
        return value

    return number


def _store() -> Any:
    from aboveboard.diagnostics.watch.folder import short_lived_folder, state_folder
    from aboveboard.diagnostics.watch.store import Store

    return Store(state_folder(), short_lived_folder())


def _kept(store: Any) -> Any:
    from aboveboard.diagnostics.watch.folder import Unreadable

    try:
        return store.peek()
    except Unreadable as problem:
        raise CannotDiagnose(f"{problem}. The watch puts it aside when it starts next.") from problem


def _run(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.folder import held
    from aboveboard.diagnostics.watch.store import RUNNING

    logging.basicConfig(format="aboveboard watch: %(message)s", level=logging.WARNING)
    rules, store = rules_of(options.rules), _store()
    for _ in range(3):
        with held(store.lasting / RUNNING) as ours:
            if ours:
                return 0 if _watch(options, rules, store) else WRONG
        time.sleep(0.1)  # somebody may only have asked whether it runs
    from aboveboard.diagnostics.words import say

    print(say("The watch runs already.", options.language), file=sys.stderr)
    return 0


def _watch(options: argparse.Namespace, rules: Any, store: Any) -> bool:
    from aboveboard.diagnostics.watch.loop import Watch

    watch = Watch(
        reader_here_and_bus(),
        rules,
        store,
        _screen(show=not options.no_notifications, page=_page(options.language) if options.tray else None),
        options.language,
    )
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: watch.end())
    return watch.run()


def _page(language: str) -> tuple[str, ...]:
    """The command behind "This computer" in the panel; empty where this installation has no windows."""
    from importlib.util import find_spec

    from aboveboard.diagnostics.watch.starting import this_computer

    return tuple(this_computer("--language", language)) if find_spec("PySide6") else ()


def _screen(*, show: bool, page: tuple[str, ...] | None) -> Any:
    """``page``: the command for a sign in the panel, or ``None`` where there shall be none."""
    from aboveboard.diagnostics.watch.screens import NoScreen, session_bus

    try:
        if not show:
            return NoScreen()
        address = session_bus() if sys.platform == "linux" else ""
        if address and page is not None:
            from aboveboard.diagnostics.watch.starts import by_itself
            from aboveboard.diagnostics.watch.tray_bus import TrayScreen

            return TrayScreen(address, page, by_itself)
        from aboveboard.diagnostics.watch.screen_here import screen_here

        return screen_here()
    except ImportError as problem:
        logging.getLogger(__name__).warning("no notifications, only the inbox: %s", problem)
    return NoScreen()


def _inbox(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.listing import inbox_json, inbox_text

    rules, store = rules_of(options.rules), _store()
    kept, snoozes, now = _kept(store), store.snoozes(), time.time()
    if options.json:
        print(inbox_json(kept, snoozes, rules, options.language, now).decode())
    else:
        width = max(40, min(shutil.get_terminal_size().columns, 100))
        print(inbox_text(kept, snoozes, rules, _system(), options.language, now, width))
    return 0


def _snooze(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.listing import named, put_off_text
    from aboveboard.diagnostics.watch.orders import put_off, take_back
    from aboveboard.diagnostics.words import say

    rules, store, now = rules_of(options.rules), _store(), time.time()
    try:
        what = named(options.what, _kept(store).inbox, rules)
    except ValueError as problem:
        raise CannotDiagnose(f"{problem}. See: aboveboard watch inbox") from problem
    if options.end:
        take_back(store, (what,), now)
        print(say("No longer put off: {what}", options.language, what=what))
        return 0
    seconds = options.hours * 3600 if options.hours else options.days * DAY
    print(put_off_text(put_off(store, what, seconds, now), rules, options.language))
    return 0


def _status(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.listing import put_off_text
    from aboveboard.diagnostics.watch.orders import state
    from aboveboard.diagnostics.words import moment, say

    language, rules, store = options.language, rules_of(options.rules), _store()
    kept, now = _kept(store), state(store, time.time())
    if now.runs:
        print(say("It runs, as process {number}.", language, number=now.runs))
    else:
        print(say("It does not run.", language))
    if kept.looked:
        print(say("Last look: {at}", language, at=moment(kept.looked, language)))
    print(say("Open findings: {number}", language, number=len(kept.inbox.open())))
    for one in now.started_by:
        print(say("It starts with the desktop, by {file}", language, file=one))
    if not now.started_by:
        print(say("It does not start with the desktop.", language))
    for snooze in now.put_off:
        print(put_off_text(snooze, rules, language))
    for path in store.aside():
        print(say("A file could not be read and was put aside: {file}", language, file=path))
    print(say("What it keeps is in {folder}", language, folder=store.lasting))
    return 0


def _start_with_desktop(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.orders import planned
    from aboveboard.diagnostics.watch.starts import set_up
    from aboveboard.diagnostics.words import say

    language = options.language
    more = ["--tray"] if options.tray else []
    rules_of(options.rules)
    try:
        plan = planned(*more, "--language", language, rules=options.rules)
    except ValueError as problem:
        raise CannotDiagnose(say(str(problem), language)) from problem
    print(say("This would start the watch each time you sign in:", language))
    print(f"\n{plan.name}")
    encoding = "utf-16" if plan.way == "schtasks" else "utf-8"
    print("".join(f"    {line}\n" for line in plan.content.decode(encoding).splitlines()))
    if not options.yes and not _agreed(language):
        print(say("Nothing was changed.", language))
        return WRONG
    set_up(plan)
    print(say("Done. It begins when you sign in next; until then: aboveboard watch run", language))
    print(say("To take it away again: aboveboard watch off", language))
    return 0


def _agreed(language: str) -> bool:
    from aboveboard.diagnostics.words import say

    if not sys.stdin.isatty():
        print(say("Nobody is here to say yes; --yes says it.", language))
        return False
    try:
        answer = input(say("Shall it? yes or no:", language) + " ")
    except (EOFError, KeyboardInterrupt):
        return False
    return answer.strip().lower() in ("yes", "ja")


def _off(options: argparse.Namespace) -> int:
    from aboveboard.diagnostics.watch.orders import turn_off
    from aboveboard.diagnostics.words import say

    for sentence in turn_off(_store(), lambda: _screen(show=True, page=None), options.language, forget=options.forget):
        print(sentence)
    print(say("The watch is off.", options.language))
    return 0


def _system() -> Any:
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
