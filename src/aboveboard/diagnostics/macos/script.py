"""What the helper runs on macOS: one shell that asks the system's own tools one after another, and ends.

``-detailLevel mini`` leaves out what is personal, so serial numbers are not even said. Nothing is sent.
"""

from __future__ import annotations

from typing import Final

_KINDS: Final = "SPHardwareDataType SPDisplaysDataType SPNVMeDataType SPSerialATADataType"

QUESTIONS: Final[dict[str, str]] = {
    "fdesetup.txt": "/usr/bin/fdesetup status",
    "firewall.txt": "/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate",
    "netstat.txt": "/usr/sbin/netstat -an -p tcp",
    "profiler.json": f"/usr/sbin/system_profiler -json -detailLevel mini {_KINDS}",
}
"""In the order in which they are asked: the quick ones first."""

FRESH: Final = {"netstat.txt": 600.0, "firewall.txt": 3600.0}
"""Seconds after which an answer is no longer told, where that is less than a day."""


def script() -> str:
    """The whole script: the name of each question, then what its tool says; last the end, so that a half is known."""
    asked = [f"printf '\\n\\036{name}\\n'; {ask} 2>/dev/null" for name, ask in QUESTIONS.items()]
    return "\n".join([*asked, "printf '\\n\\036end\\n'", ""])


def command() -> list[str]:
    """The command line that runs it."""
    return ["/bin/sh", "-c", script()]
