"""os.crashes, app.crashes and service.state: what stopped without being asked to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container, is_in_windows
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import own_key
from aboveboard.diagnostics.linux.starts import unclean
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.moments import apart
from aboveboard.diagnostics.programs import named

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_ENTRIES: Final = 16_384
_PANICS: Final = ("/sys/fs/pstore", "/var/lib/systemd/pstore", "/var/crash")
_PANIC: Final = re.compile(
    r"(dmesg-|console-ramoops|\d{9,10}(\.\d+)?$|\d{12}$|[\d.]+-\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d$|linux-image-|vmcore)"
)
_DUMPED: Final = re.compile(r"core\.(.{1,200})\.\d{1,10}\.[0-9a-f]{32}\.\d{1,10}\.(\d{10,20})(\.(zst|lz4|xz))?")
_DUMPS: Final = "/var/lib/systemd/coredump"
_PROGRAMS: Final = 32


def read_crashes(machine: Machine) -> Mapping[str, Reading]:
    """One sample: in seven days, how often the system crashed, and how often it was not shut down."""
    if is_container(machine):
        return {"os.crashes": ()}
    values: dict[str, float] = {}
    panics = _panics(machine)
    if panics is not None:
        values["crashes_7d"] = panics
    # Windows ends its Linux without shutting it down, each time.
    broken = None if is_in_windows(machine) else unclean(machine, _WEEK)
    if broken is not None:
        values["unclean_7d"] = broken
    return {"os.crashes": (Sample(values),) if values else Unknown("This system keeps no record of its starts.")}


def _panics(machine: Machine) -> int | None:
    """How often the kernel left a last word; ``None`` when none of the places can be looked into."""
    times: list[float] = []
    looked = False
    for folder in _PANICS:
        try:
            names = machine.names(folder, _ENTRIES)
        except (OSError, ValueError):
            continue
        looked = True
        for name in names:
            if _PANIC.match(name):
                try:
                    times.append(machine.changed_at(f"{folder}/{name}"))
                except OSError:
                    continue
    return len(apart(time for time in times if 0 <= machine.now() - time < _WEEK)) if looked else None


def read_app_crashes(machine: Machine) -> Mapping[str, Reading]:
    """One sample for each program that crashed in the last 24 hours, as systemd keeps what they left."""
    try:
        names = machine.names(_DUMPS, _ENTRIES)
    except FileNotFoundError:
        return {"app.crashes": Unknown("This system keeps no list of programs that crashed.")}
    count: dict[str, int] = {}
    for program, at in _dumps(names):
        if 0 <= machine.now() - at < _DAY:
            count[program] = count.get(program, 0) + 1
    worst = sorted(count, key=lambda program: (-count[program], program))[:_PROGRAMS]
    key = own_key(machine)
    samples = [Sample({"crashes_24h": count[one]}, named("program", one, key), one) for one in worst]
    return {"app.crashes": tuple(samples)}


def _dumps(names: Iterable[str]) -> Iterator[tuple[str, float]]:
    """(program, when) of each file that is named as systemd-coredump names them."""
    for name in names:
        found = _DUMPED.fullmatch(name)
        if found:
            at = int(found[2])
            # Microseconds; before systemd 232 seconds.
            yield (
                re.sub(r"\\x([0-9a-f]{2})", lambda hexed: chr(int(hexed[1], 16)), found[1]),
                at / 1e6 if at > 1e12 else at,
            )


def read_services(machine: Machine) -> Mapping[str, Reading]:
    """One sample for each service that failed."""
    told = machine.failed_services()
    if told is None:
        return {"service.state": Unknown("Nobody here knows which services failed.")}
    samples, key = [], own_key(machine)
    for one in told[:64]:
        values = {"failed": 1.0} | ({"failed_for": max(0.0, machine.now() - one.since)} if one.since else {})
        samples.append(Sample(values, named("service", one.name, key), one.name.removesuffix(".service")))
    return {"service.state": tuple(samples)}
