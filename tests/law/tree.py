"""What the laws look at: the rooms from top to bottom, and the project's own files."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "aboveboard"
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".svg", ".txt", ".json", ".po", ".sh", ".yml", ".yaml", ""}


@cache
def contracts() -> list[dict[str, object]]:
    """The import contracts of pyproject.toml."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, object]] = config["tool"]["importlinter"]["contracts"]
    return found


@cache
def ranks() -> dict[str, int]:
    """Room → how high it stands; siblings share a number. Read from the layers contract, which is the one list."""
    layers = next(one["layers"] for one in contracts() if one.get("exhaustive"))
    assert isinstance(layers, list)
    return {room.strip(" ()"): rank for rank, layer in enumerate(reversed(layers)) for room in str(layer).split("|")}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of ours that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Our files below `under` whose names end so."""
    return [path for path in project_files() if path.suffix in suffixes and path.is_relative_to(under)]


def text_files() -> list[Path]:
    """Our files that hold text."""
    return [path for path in project_files() if path.suffix in TEXT]


def name(path: Path) -> str:
    """A path as messages show it."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The room that a file of the package belongs to; empty for the package's own files."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the full module (or module.name) of every import below `node`."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from ((child.lineno, alias.name) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from ((child.lineno, f"{child.module}.{alias.name}") for alias in child.names)
