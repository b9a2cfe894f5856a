"""The reader of this computer that asks the system's bus too. Import it where ``dbus_fast`` may be loaded."""

from __future__ import annotations

import sys

from aboveboard.diagnostics.here import reader_here
from aboveboard.diagnostics.looks import Reader

if sys.platform == "linux":
    from aboveboard.diagnostics.linux.bus import SystemBus, there_is_a_bus
    from aboveboard.diagnostics.linux.machine import Live
    from aboveboard.diagnostics.linux.reader import LinuxReader
    from aboveboard.diagnostics.watch.folder import state_folder

    def whole_reader() -> Reader:
        """Reads this computer. Nothing is opened before its probes are asked for."""
        return LinuxReader(Live(SystemBus(), state_folder()), state_folder()) if there_is_a_bus() else reader_here()

else:

    def whole_reader() -> Reader:
        """Reads this computer, which has no such bus."""
        return reader_here()
