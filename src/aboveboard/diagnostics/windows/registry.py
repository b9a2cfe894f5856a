"""The few keys of the registry that are read, as one answer: ``{key: {"values": {…}, "written": unix}}``.

A key that is not there is left out. Binary values are hexadecimal text. Nothing else of the registry is read.
"""

from __future__ import annotations

from typing import Any, Final

from aboveboard.diagnostics.answers import STRANGE, Answers, NotTold, as_json, number

VERSION: Final = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
ENVIRONMENT: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
SESSION: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager"
PROCESSOR: Final = r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0"
NAME: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName"
OWN: Final = r"HKLM\SOFTWARE\Microsoft\Cryptography"
SERVICING: Final = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending"
UPDATED: Final = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired"
INTERNET: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"

_FIREWALL: Final = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
_ORDERED: Final = r"SOFTWARE\Policies\Microsoft\WindowsFirewall"
_PROFILES: Final = ("DomainProfile", "StandardProfile", "PublicProfile")
FIREWALL: Final = tuple(rf"HKLM\{_FIREWALL}\{one}" for one in _PROFILES)
FIREWALL_ORDERED: Final = (
    rf"HKLM\{_ORDERED}\DomainProfile",
    rf"HKLM\{_ORDERED}\StandardProfile",
    rf"HKLM\{_ORDERED}\PublicProfile",
)
"""By the same places: what a policy says, which goes before what the computer says."""

_RUN: Final = r"Microsoft\Windows\CurrentVersion"
_APPROVED: Final = rf"{_RUN}\Explorer\StartupApproved"
RUN: Final = (
    (rf"HKCU\Software\{_RUN}\Run", rf"HKCU\Software\{_APPROVED}\Run"),
    (rf"HKLM\SOFTWARE\{_RUN}\Run", rf"HKLM\SOFTWARE\{_APPROVED}\Run"),
    (rf"HKLM\SOFTWARE\WOW6432Node\{_RUN}\Run", rf"HKLM\SOFTWARE\{_APPROVED}\Run32"),
)
"""Where programs start from with the desktop, and where the person's switching off is kept."""
FOLDERS: Final = (rf"HKCU\Software\{_APPROVED}\StartupFolder", rf"HKLM\SOFTWARE\{_APPROVED}\StartupFolder")

KEYS: Final = (
    *(VERSION, ENVIRONMENT, SESSION, PROCESSOR, NAME, OWN, SERVICING, UPDATED, INTERNET),
    *(*FIREWALL, *FIREWALL_ORDERED, *FOLDERS),
    *(key for pair in RUN for key in pair),
)


class Registry:
    """The answer, understood."""

    def __init__(self, answers: Answers) -> None:
        """Ask. Raises ``NotTold``."""
        said = as_json(answers, "registry.json")
        if not isinstance(said, dict):
            raise NotTold(STRANGE)
        self._keys: dict[str, dict[str, Any]] = {
            name.casefold(): key for name, key in said.items() if isinstance(key, dict)
        }

    def __contains__(self, key: str) -> bool:
        return key.casefold() in self._keys

    def values(self, key: str) -> dict[str, Any]:
        """All values of a key; empty when it is not there."""
        found = self._keys.get(key.casefold(), {}).get("values")
        return found if isinstance(found, dict) else {}

    def value(self, key: str, name: str) -> Any:
        """One value; ``None`` when it is not there."""
        return next((one for given, one in self.values(key).items() if given.casefold() == name.casefold()), None)

    def text(self, key: str, name: str) -> str:
        """One value as text; empty when it is not there or no text."""
        found = self.value(key, name)
        return found.strip() if isinstance(found, str) else ""

    def number(self, key: str, name: str) -> float | None:
        """One value as a number, also where it is kept as text."""
        return number(self.value(key, name))

    def written(self, key: str) -> float | None:
        """When something of a key was last written, in Unix seconds."""
        return number(self._keys.get(key.casefold(), {}).get("written"))


def own_key(answers: Answers) -> bytes:
    """What tells names of this computer from those of others, see ``programs.named``; it goes no further."""
    try:
        return Registry(answers).text(OWN, "MachineGuid").encode()
    except NotTold:
        return b""
