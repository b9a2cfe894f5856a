"""`aboveboard companion`: the customer's end, in windows, in a terminal, or driven by lines of JSON."""

import argparse
import os
import sys
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Exit status 0 after a session, 1 where there was none, 2 for a link or an address that cannot be read."""
    if arguments[:1] == ["--x11-guard"] and len(arguments) == 2:
        # The second process of a packed companion, which has no other Python to run.
        from aboveboard.companion.host.x11_guard import main as guard

        return guard(arguments[1], sys.stdin)
    options = _parser().parse_args(arguments)
    from aboveboard.companion.flow.links import LinkError, invited_by

    if options.json and options.come_back:
        from aboveboard.companion.program import come_back

        return come_back(keep=options.keep, may_start_xvfb=options.xvfb)
    if options.conversation:
        from aboveboard.companion.conversation import main as converse

        return converse(options.language)
    if options.json:
        if not options.desk or not options.code:
            print("aboveboard companion: --json needs the address of the help desk and the code", file=sys.stderr)
            return 2
        from aboveboard.companion.program import main

        return main(options.desk, options.code, options.terms, keep=options.keep, may_start_xvfb=options.xvfb)
    try:
        invited = invited_by(options.desk, options.code)
    except LinkError as error:
        print(f"aboveboard companion: {error}", file=sys.stderr)
        return 2
    if options.this_computer and (options.terminal or not _has_windows()):
        from aboveboard.command.diagnose import run as diagnose

        return diagnose(["--language", options.language] if options.language else [])
    if options.terminal or not _has_windows():
        from aboveboard.companion.terminal import run as in_terminal

        return in_terminal(invited, language=options.language, come_back=options.come_back)
    from aboveboard.companion.ui.app import run as in_windows

    return in_windows(
        invited,
        language=options.language,
        theme=options.theme,
        come_back=options.come_back,
        this_computer=options.this_computer,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "aboveboard companion",
        description="Join a session by its code. Windows where there is a desktop, else questions in the terminal.",
    )
    parser.add_argument(
        "desk", nargs="?", default="", help="help.example, or a link such as aboveboard://help.example/…"
    )
    parser.add_argument("code", nargs="?", default="", help="the nine digits that the technician told")
    parser.add_argument(
        "--return", action="store_true", dest="come_back", help="go on with the session that was left for a restart"
    )
    parser.add_argument("--this-computer", action="store_true", help="look at this computer, without a code")
    parser.add_argument("--terminal", action="store_true", help="ask in this terminal, without control from afar")
    parser.add_argument("--language", choices=("en", "de"), default="", help="else the computer's own")
    parser.add_argument("--theme", choices=("light", "dark"), default="", help="else the desktop's own")
    parser.add_argument("--conversation", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="orders and happenings as lines of JSON, for programs")
    parser.add_argument("--terms", default="", help="with --json: the version of the terms that the person accepted")
    parser.add_argument("--keep", type=Path, help="with --json: a folder for a copy of each picture that was sent")
    parser.add_argument("--xvfb", action="store_true", help="with --json: start a display where there is none")
    return parser


def _has_windows() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
