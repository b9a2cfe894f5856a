"""Two remedies made of this installation: one puts the diagnostics tool on a customer's computer, one removes it.

What goes along is the part of this package that looks at a computer, and the one library that it needs, as they are
here: so it runs on Linux with the same version of Python and the same kind of processor, and says so anywhere else.
"""

from __future__ import annotations

import io
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_PACKAGE: Final = _HERE.parent
_PARTS: Final = ("diagnostics", "wire")
_COMMANDS: Final = ("__init__.py", "__main__.py", "diagnose.py")
_LIBRARY: Final = "msgspec"
_LEFT_OUT: Final = frozenset({".pyc", ".pyi", ".LICENSE"})
_START: Final = """import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from aboveboard.command.__main__ import main

sys.exit(main(["diagnose", *sys.argv[1:]]))
"""
_DAY: Final = (2020, 1, 1, 0, 0, 0)
"""The same package comes out whenever it is made."""


def write(folder: Path) -> list[Path]:
    """Make both folders in ``folder``, to be signed like any other; returns them. Raises OSError, FileExistsError."""
    install, remove = folder / "install-diagnostics", folder / "remove-diagnostics"
    for place, files in ((install, _install()), (remove, _remove())):
        place.mkdir(parents=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
    return [install, remove]


def _install() -> dict[str, bytes]:
    made_for = f"{sys.version_info[0]}.{sys.version_info[1]} {sysconfig.get_platform()}\n"
    return {
        "remedy.toml": (_HERE / "diagnostics_tool" / "install.toml").read_bytes(),
        "put_there.py": (_HERE / "put_there.py").read_bytes(),
        "put_away.py": (_HERE / "put_away.py").read_bytes(),
        "made-for": made_for.encode(),
        "diagnostics.zip": _packed(),
    }


def _remove() -> dict[str, bytes]:
    return {
        "remedy.toml": (_HERE / "diagnostics_tool" / "remove.toml").read_bytes(),
        "put_away.py": (_HERE / "put_away.py").read_bytes(),
    }


def _packed() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted({**dict(_ours()), **dict(_theirs()), "start.py": _START.encode()}.items()):
            packed.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _ours() -> Iterator[tuple[str, bytes]]:
    yield "aboveboard/__init__.py", (_PACKAGE / "__init__.py").read_bytes()
    for name in _COMMANDS:
        yield f"aboveboard/command/{name}", (_PACKAGE / "command" / name).read_bytes()
    for part in _PARTS:
        yield from _below(_PACKAGE / part, f"aboveboard/{part}")


def _theirs() -> Iterator[tuple[str, bytes]]:
    found = find_spec(_LIBRARY)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"{_LIBRARY} is not installed")
    yield from _below(Path(found.origin).parent, _LIBRARY)
    for file in distribution(_LIBRARY).files or []:
        if file.name.startswith("LICENSE"):
            yield f"{_LIBRARY}/{file.name}", Path(str(file.locate())).read_bytes()


def _below(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in _LEFT_OUT:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
