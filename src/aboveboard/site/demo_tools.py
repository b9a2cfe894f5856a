"""The demo's library of tools: the examples and the diagnostics tool, signed with a key of its own."""

from __future__ import annotations

import tempfile
from importlib import resources
from pathlib import Path
from typing import Final

from aboveboard.toolbox import keyfile, source, with_diagnostics
from aboveboard.toolbox.library import Library
from aboveboard.wire.remedy import pack

TOOL_KEY: Final = "demo-tool.key"


def make_tools(folder: Path) -> None:
    """Sign them into the library of the data folder, once."""
    library, file = Library(folder / "tools"), folder / TOOL_KEY
    if library.entries():
        return
    key = keyfile.load(file, "") if file.exists() else keyfile.make(file, "")
    with (
        resources.as_file(resources.files("aboveboard.toolbox") / "example") as examples,
        tempfile.TemporaryDirectory() as made,
    ):
        written = with_diagnostics.write(Path(made))
        for one in (*sorted(path for path in examples.iterdir() if path.is_dir()), *written):
            description, files = source.read(one)
            library.add(pack(description, files, key))
