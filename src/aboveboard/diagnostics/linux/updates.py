"""os.updates and os.restart: which security updates wait, and whether one waits for a restart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.packages import COUNTED, FETCHED, LISTS, STATUS, pending, security_lists
from aboveboard.diagnostics.linux.reading import names, own_key, real, text, text_or
from aboveboard.diagnostics.linux.remembered import waiting_since
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.programs import mark

_LOOKED_AT: Final = ("/var/lib/apt/periodic/update-success-stamp", LISTS)
_STALE: Final = 14 * 86_400
_ASKED_FOR: Final = (
    "/run/reboot-required",
    "/var/run/reboot-required",
    "/run/reboot-needed",
    "/run/ostree/staged-deployment",
)
_ASKERS: Final = (
    "/usr/share/update-notifier/notify-reboot-required",
    "/etc/kernel/postinst.d/unattended-upgrades",
    "/etc/kernel/postinst.d/update-notifier",
    "/var/lib/update-notifier",
    "/run/ostree-booted",
    "/run/booted-system/kernel",
)


class Updates:
    """Reads the updates. It remembers what it counted while no file has changed.

    ``since``: by a mark of each update, when it was first seen waiting; ``None`` before the first look. In ``state`` a
    watch keeps that from one day to the next.
    """

    def __init__(self, state: Path | None = None) -> None:
        self._counted: tuple[tuple[float, ...], dict[str, str]] | None = None
        self._state = state
        self.since: dict[str, float] | None = None

    def read_updates(self, machine: Machine) -> Mapping[str, Reading]:
        """One sample: how many packages have a security update waiting, and for how long at least."""
        try:
            machine.changed_at(STATUS)
        except OSError:
            return {"os.updates": Unknown("This system's package manager tells of updates only when it is asked.")}
        counted = _from_notifier(machine, fresh=True)
        if counted is None or counted[0]:
            # Ubuntu's count says how many, its lists for how long.
            counted = self._from_lists(machine) or counted or _from_notifier(machine, fresh=False)
        if counted is None:
            return {"os.updates": Unknown("There is no list of security updates that can be read here.")}
        many, since = counted
        if not many and machine.now() - _looked_at(machine) > _STALE:
            return {"os.updates": Unknown("The list of updates is older than two weeks.")}
        values: dict[str, float] = {"security_pending": many}
        values["oldest_pending"] = max(0.0, machine.now() - since) if many else 0.0
        return {"os.updates": (Sample(values),)}

    def _from_lists(self, machine: Machine) -> tuple[int, float] | None:
        """How many, and since when at least: a list that has not changed since then had them already."""
        try:
            lists, packed = security_lists(machine)
        except (OSError, ValueError):
            return None
        if not lists or packed:
            return None
        state = tuple(machine.changed_at(one) for one in (STATUS, *lists))
        if self._counted is None or self._counted[0] != state:
            self._counted = (state, pending(machine, lists))
        waiting = self._counted[1]
        if self.since is None:
            self.since = waiting_since(self._state) if self._state is not None else {}
        key = own_key(machine)
        marks = {mark(file, key) for file in waiting.values()}
        self.since = {one: min(machine.now(), self.since.get(one, machine.now())) for one in marks}
        return len(waiting), min([max(state[1:]), *self.since.values(), *_fetched(machine, waiting)])


def _fetched(machine: Machine, waiting: Mapping[str, str]) -> list[float]:
    """When those of the updates were published that are fetched but not installed: their files keep that time."""
    kept = set(names(machine, FETCHED))
    times = []
    for file in kept.intersection(waiting.values()):
        try:
            times.append(machine.changed_at(f"{FETCHED}/{file}"))
        except OSError:
            continue
    return times


def _from_notifier(machine: Machine, *, fresh: bool) -> tuple[int, float] | None:
    """Ubuntu's own count; with ``fresh`` only if nothing was installed after it.

    In whatever language: the first line that begins with a number has all updates, the second those for security.
    What only a contract would bring is told in lines of its own.
    """
    try:
        lines = text(machine, COUNTED, 65_536).splitlines()
        at = machine.changed_at(COUNTED)
        if fresh and at < machine.changed_at(STATUS):
            return None
    except (OSError, ValueError):
        return None
    numbers = [int(found[1]) for line in lines if (found := re.match(r"\s*(\d{1,6})\b(?!.*\bESM\b)", line))]
    return (numbers[1] if len(numbers) > 1 else 0), at


def _looked_at(machine: Machine) -> float:
    """When the lists were last fetched."""
    for path in _LOOKED_AT:
        try:
            return machine.changed_at(path)
        except OSError:
            continue
    return 0.0


def read_restart(machine: Machine) -> Mapping[str, Reading]:
    """os.restart: whether the system asks to be started again, and for how long."""
    if is_container(machine):
        return {"os.restart": ()}
    for path in _ASKED_FOR:
        try:
            since = machine.changed_at(path)
        except OSError:
            continue
        return {"os.restart": (Sample({"pending": 1, "pending_for": max(0.0, machine.now() - since)}),)}
    booted = real(machine, "/run/booted-system/kernel")
    if booted and real(machine, "/run/current-system/kernel") not in ("", booted):
        return {"os.restart": (Sample({"pending": 1}),)}
    kernel = text_or(machine, "/proc/sys/kernel/osrelease")
    if re.fullmatch(r"[\w.+~-]{1,64}", kernel) and _modules_are_gone(machine, kernel):
        return {"os.restart": (Sample({"pending": 1}),)}
    if any(machine.there(path) for path in _ASKERS):
        return {"os.restart": (Sample({"pending": 0, "pending_for": 0}),)}
    return {"os.restart": Unknown("This system does not say whether it wants to be started again.")}


def _modules_are_gone(machine: Machine, kernel: str) -> bool:
    """Some systems replace the kernel's files under the kernel that runs."""
    for folder in ("/usr/lib/modules", "/lib/modules"):
        try:
            kept = machine.names(folder)
        except (OSError, ValueError):
            continue
        return bool(kept) and kernel not in kept
    return False
