"""`aboveboard <command>`: finds the command's module and runs it."""

import importlib
import sys

from aboveboard import __version__

COMMANDS = {
    "serve": "run the product: the server and the job process",
    "migrate": "make or update the databases",
    "check": "check the settings, the notice and the schema",
    "evidence": "check each promise of the notice on the data as it is now",
    "notice": "check, compare and publish the privacy notice; list its versions and the tables made from it",
    "ledger": "check a receipt by its file alone, or the whole ledger; show the newest signed head",
    "demo": "run the product with made-up people, or play a whole case with --once",
    "companion": "the customer's end as a program: join by a code and share this screen after a yes",
    "diagnose": "look at this computer once: what is fine, what is not, what to do; nothing is changed or sent",
    "watch": "look at this computer each minute and tell when something is wrong; an inbox of what was found",
    "tools": "the library of tools that technicians may offer: a key, signed packages, what is in it",
    "keys": "the master key: where it stands, a new one, a holder process for it",
    "retention": "what goes at the end of its time: shown with due, done with run",
    "hold": "keep something of a person beyond its time, for a reason that ends",
    "erase": "remove everything about the person of a case, with a certificate",
    "backup": "copy the data while the product runs, or with --keys the key store",
    "restore": "join a copy of the data with the newest key store, on a machine that holds nothing yet",
    "setup-link": "print a one-time link for the first administrator",
}


def usage() -> str:
    """What `aboveboard help` prints."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "aboveboard <command>",
            "",
            *lines,
            "",
            "Every command answers --help; `aboveboard --version` tells the version.",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 it failed, 2 it was called wrongly."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(usage())
        return 0
    name = arguments[0]
    if name == "--version":
        print(f"aboveboard {__version__}")
        return 0
    if name not in COMMANDS:
        print(f"aboveboard: there is no command '{name}'.\n\n{usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"aboveboard.command.{name.replace('-', '_')}")
    return int(module.run(arguments[1:]))


if __name__ == "__main__":
    raise SystemExit(main())
