"""`aboveboard demo`: the product with made-up people on this computer, or a whole case played with --once."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

from aboveboard.command import starting


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard demo", description="Run the product with made-up people.")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")
    parser.add_argument("--reset", action="store_true", help="delete what earlier runs left and start anew")
    parser.add_argument("--once", action="store_true", help="play one whole case without a browser, then stop")
    parser.add_argument("--json", action="store_true", help="with --once: print the steps as JSON and nothing else")
    return parser


def run(arguments: list[str]) -> int:
    """Exit status 0 after an orderly stop, or where every step of --once held; else 1."""
    options = _parser().parse_args(arguments)
    if options.json and not options.once:
        print("aboveboard demo: --json goes with --once.", file=sys.stderr)
        return 2
    # Asked to end in either way, the demo ends with everything that it started. A shell that runs it in the background
    # has it ignore Ctrl-C, so that is said too.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    from aboveboard.site.demo_stage import DataFolder, StageError

    try:
        if options.once:
            with tempfile.TemporaryDirectory(prefix="aboveboard-demo-") as fresh:
                return _play(Path(fresh), as_json=options.json)
        folder = DataFolder(Path(os.environ.get("ABOVEBOARD_DATA", "").strip() or "demo-data"))
        folder.hold()
        try:
            if options.reset:
                folder.empty()
            return _show(folder.path, options.port)
        finally:
            folder.release()
    except StageError as problem:
        print(f"aboveboard demo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _prepare(folder: Path, port: int) -> bool:
    """Settings, checks and databases of the demo in this process; returns False where something is wrong."""
    from aboveboard.site.demo_stage import Stage

    environment = Stage(folder, port).environment()
    os.environ.clear()
    os.environ.update(environment)
    if not (starting.set_up() and starting.check()):
        return False
    from aboveboard.command.migrate import migrate

    _refuse_older_data(folder)
    return migrate() and starting.use_notice()


def _refuse_older_data(folder: Path) -> None:
    """Raises `StageError` where an earlier version of the product left data that this one cannot go on with."""
    from django.db import DatabaseError
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    from aboveboard.ground import migrating
    from aboveboard.ground.live import differences
    from aboveboard.site.demo_stage import StageError

    try:
        for name in migrating.ROOMS:
            migrating.migrate(name)
        fits = not differences()
    except (DatabaseError, InconsistentMigrationHistory):
        fits = False
    if not fits:
        raise StageError(
            f"The data in {folder} is of another version of Aboveboard. Nothing of it was shown. `aboveboard demo "
            "--reset` deletes it and starts anew."
        )


def _verdict(url: str) -> str:
    """What the diagnostics say of this computer, in one sentence."""
    from aboveboard.site.demo_computer import this_computer

    return this_computer(url, "en")[0].verdict


def _show(folder: Path, first_port: int) -> int:
    """Run until Ctrl-C."""
    from aboveboard.site.demo_stage import HOST, Stage, free_port

    port = free_port(first_port)
    if port != first_port:
        print(f"Port {first_port} is in use; the demo takes {port}.")
    if not _prepare(folder, port):
        return 1
    from aboveboard.evidence.running import check_all
    from aboveboard.ground.clock import now
    from aboveboard.ground.typed import program
    from aboveboard.site.demo_cast import make_cast, new_sign_in_link
    from aboveboard.site.demo_history import make_history
    from aboveboard.site.demo_tools import make_tools

    cast = make_cast(folder)
    make_tools(folder)
    make_history(ruth_has_mail=True)
    check_all(now())
    with Stage(folder, port) as stage:
        print(
            f"\nThe demo runs. Its data is in {folder}.\n\n"
            f"  The customer      {stage.url}/help\n"
            f"  The technician    {stage.url}/demo/sign-in/{new_sign_in_link(folder, 'ana')}\n"
            f"                    signs Ana Castro in, once; open it in another browser or a private window\n"
            f"  The companion     {program()} companion {HOST}:{port}\n"
            f"                    the customer's own app, in another terminal: with it the technician can also repair\n"
            f"  This computer     {stage.url}/demo/this-computer\n"
            f"                    {_verdict(stage.url)} Ask for help with it, and the technician has it on the case\n"
            f"  Privacy notice    {stage.url}/privacy\n"
            f"  Its promises      {stage.url}/privacy/promises, checked on what is there\n\n"
            f"  Letters sent      {stage.url}/demo/mail\n"
            f"  Staff             {', '.join(cast)}\n"
            f"                    passwords and authenticator secrets in {folder / 'demo-cast.json'}\n"
            f"  Log               {stage.log}\n\n"
            "Ctrl-C stops it. The next run goes on where this one stops; --reset starts anew.",
            flush=True,
        )
        waiting = threading.Event()
        while stage.running:
            waiting.wait(0.5)
    print(f"aboveboard demo: the product ended by itself. It said:\n{stage.last_words()}", file=sys.stderr)
    return 1


def _play(folder: Path, *, as_json: bool) -> int:
    """Play the case; exit status 0 where every step held."""
    from aboveboard.site.demo_stage import free_port

    port = free_port(0)
    if not _prepare(folder, port):
        return 1
    from aboveboard.site.demo_cast import make_cast
    from aboveboard.site.demo_history import make_history
    from aboveboard.site.demo_tools import make_tools
    from aboveboard.site.tour.play import play

    cast = make_cast(folder)
    make_tools(folder)
    make_history(ruth_has_mail=False)
    report = play(folder, port, cast, tell=None if as_json else print)
    if as_json:
        print(report.as_json())
    if not report.all_held:
        print(f"aboveboard demo: {report.trouble}", file=sys.stderr)
        return 1
    return 0
