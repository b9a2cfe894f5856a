"""`aboveboard notice <what>`: finds the module that does it and runs it."""

import importlib
import sys

DOES = {
    "check": ("notice_check", "read the notice's folder like a compiler: file, line, what is wrong, what to write"),
    "diff": ("notice_versions", "say what changes between two versions, by what it means"),
    "publish": ("notice_versions", "add the folder as a new version, in force from its date on"),
    "versions": ("notice_versions", "list the published versions"),
    "tables": ("notice_versions", "show the tables that the product obeys: gates, holdings, doors, cookies and more"),
}


def usage() -> str:
    """What `aboveboard notice --help` prints."""
    width = max(map(len, DOES))
    lines = [f"  {name:<{width}}  {text}" for name, (_module, text) in DOES.items()]
    return "\n".join(["aboveboard notice <what>", "", *lines, "", "Each answers --help."])


def run(arguments: list[str]) -> int:
    """Exit status of what was asked for; 2 where it was called wrongly."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if arguments else 2
    if arguments[0] not in DOES:
        print(f"aboveboard notice: there is no '{arguments[0]}'.\n\n{usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"aboveboard.command.{DOES[arguments[0]][0]}")
    if arguments[0] == "check":
        return int(module.run(arguments[1:]))
    return int(module.run(arguments))
