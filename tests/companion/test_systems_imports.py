"""What the companion loads on a system is there on it: followed from each of its entries, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import aboveboard

ROOT = Path(aboveboard.__file__).parent.parent
ENTRIES = ["command.companion", "companion.ui.app", "companion.terminal", "companion.program"]
MISSING = {
    "win32": {"Xlib", "fcntl", "resource", "termios", "tty", "pty", "pwd", "grp"},
    "darwin": {"Xlib", "winreg", "msvcrt"},
    "linux": {"winreg", "msvcrt"},
}


def loaded(body: list[ast.stmt], platform: str) -> Iterator[ast.stmt]:
    """The statements that run when a module is loaded there."""
    for one in body:
        if isinstance(one, ast.If):
            test = ast.unparse(one.test)
            if test.startswith("sys.platform "):
                said = eval(test.replace("sys.platform", repr(platform)))
                yield from loaded(one.body if said else one.orelse, platform)
            else:
                yield from loaded([*one.body, *one.orelse], platform)
        elif isinstance(one, ast.Try):
            yield from loaded(one.body, platform)
        else:
            yield one


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists()), None)


def follow(module: str, platform: str, chain: tuple[str, ...], seen: set[str]) -> Iterator[str]:
    """Each import of something that is missing there, with the way to it."""
    file = file_of(module)
    if module in seen or file is None:
        return
    seen.add(module)
    for one in loaded(ast.parse(file.read_text()).body, platform):
        names = [alias.name for alias in one.names] if isinstance(one, ast.Import) else []
        if isinstance(one, ast.ImportFrom):
            names = [str(one.module), *(f"{one.module}.{alias.name}" for alias in one.names)]
        for name in names:
            if name.partition(".")[0] in MISSING[platform]:
                yield " > ".join([*chain, module, name])
            elif name.startswith("aboveboard."):
                yield from follow(name, platform, (*chain, module), seen)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("platform", list(MISSING))
def test_nothing_is_loaded_that_a_system_does_not_have(platform: str, entry: str) -> None:
    assert list(follow(f"aboveboard.{entry}", platform, (), set())) == []


def test_what_is_missing_would_be_found() -> None:
    seen: set[str] = set()
    found = list(follow("aboveboard.companion.host.x11_link", "win32", (), seen))
    assert any(one.endswith("Xlib.display") for one in found)
    assert list(follow("aboveboard.companion.host.autostart", "linux", (), set())) == []
    assert list(follow("aboveboard.companion.host.autostart", "win32", (), set())) == []
