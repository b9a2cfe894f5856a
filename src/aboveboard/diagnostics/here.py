"""The reader of this computer."""

from __future__ import annotations

import sys

from aboveboard.diagnostics.looks import Reader

if sys.platform == "win32":
    from aboveboard.diagnostics.windows.live import live
    from aboveboard.diagnostics.windows.reader import WindowsReader

    def reader_here() -> Reader:
        """Reads this Windows computer. Nothing is opened or started before its probes are asked for."""
        return WindowsReader(live())

elif sys.platform == "darwin":
    from aboveboard.diagnostics.macos.live import live
    from aboveboard.diagnostics.macos.reader import MacReader

    def reader_here() -> Reader:
        """Reads this Mac. Nothing is opened or started before its probes are asked for."""
        return MacReader(live())

else:
    from aboveboard.diagnostics.linux.machine import Live
    from aboveboard.diagnostics.linux.reader import LinuxReader
    from aboveboard.diagnostics.watch.folder import state_folder

    def reader_here() -> Reader:
        """Reads this Linux computer, without its bus. Nothing is opened before its probes are asked for."""
        return LinuxReader(Live(), state_folder())
