"""Write the files that are made from others, or with --check say which of them are not current.

A generator is one row of GENERATORS: the file, and the function that gives its whole text.
"""

import importlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def from_module(module: str, function: str) -> Callable[[], str]:
    """The text that `function` of `module` gives; imported late, so that one broken room hides no other."""

    def text() -> str:
        result = getattr(importlib.import_module(module), function)()
        assert isinstance(result, str)
        return result

    return text


def settings_reference() -> str:
    """docs/reference/settings.md, from the one table of settings."""
    options = importlib.import_module("aboveboard.site.options").OPTIONS
    rows = [
        f"| `{option.name}` | {option.meaning} | {option.default or 'nothing'} |".replace("\n", " ")
        for option in options
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "<!-- Written by scripts/generated.py from src/aboveboard/site/options.py. Change it there. -->",
            "",
            "Settings are environment variables, read once at the start. `aboveboard check` names what is wrong with",
            "them; a variable that begins with `ABOVEBOARD_` and means nothing is reported too.",
            "",
            "| variable | meaning | if it is not set |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def commands_reference() -> str:
    """docs/reference/commands.md, from the one table of commands."""
    commands = importlib.import_module("aboveboard.command.__main__").COMMANDS
    return "\n".join(
        [
            "# Commands",
            "",
            "<!-- Written by scripts/generated.py from src/aboveboard/command/__main__.py. Change it there. -->",
            "",
            "Every command answers `--help`; `aboveboard --version` tells the version. All of them read the same",
            "[settings](settings.md).",
            "",
            "| command | what it does |",
            "|---|---|",
            *(f"| `aboveboard {name}` | {text} |" for name, text in commands.items()),
            "",
        ]
    )


def promises_reference() -> str:
    """docs/reference/promises.md, from the table of invariants; Django is set up on a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ABOVEBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
        importlib.import_module("django").setup()
        return from_module("aboveboard.evidence.reference", "page")()


GENERATORS: dict[str, Callable[[], str]] = {
    "src/aboveboard/web/static/js/wire/table.js": from_module("aboveboard.wire.generate_js", "module"),
    "docs/reference/settings.md": settings_reference,
    "docs/reference/commands.md": commands_reference,
    "docs/reference/promises.md": promises_reference,
    "docs/reference/diagnostics-rules.md": from_module("aboveboard.diagnostics.rules_page", "page"),
    "docs/reference/diagnostics-corpus.md": from_module("tests.diagnostics.machines.figures", "page"),
}


def main() -> int:
    check = "--check" in sys.argv[1:]
    sys.path.insert(0, str(ROOT))
    stale = []
    for name, text in GENERATORS.items():
        path = ROOT / name
        wanted = text()
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
            print(f"written: {name}")
    if check and stale:
        print(f"not current: {', '.join(stale)}; run .venv/bin/python scripts/generated.py")
        return 1
    print(f"{len(GENERATORS)} generated files are current" if check else "done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
