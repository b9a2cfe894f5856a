"""docs/reference/diagnostics-corpus.md: what diagnostics are held against, counted where it is made."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.diagnostics import macos_cases, windows_cases
from tests.diagnostics.machines.broken import PAIRS
from tests.diagnostics.machines.canaries import ALL
from tests.diagnostics.machines.corpus import HEALTHY
from tests.diagnostics.recordings import MACOS, WINDOWS

_PAGE: Final = """# The corpus of diagnostics

<!-- Written by scripts/generated.py from tests/diagnostics/machines. Change it there. -->

The rules are held against machines that nobody owns: folders with a `proc`, a `sys` and an `etc` of their own, written
by `tests/diagnostics/machines` in the formats of real systems. `tests/diagnostics/test_corpus.py` runs on every change.

| | Linux | Windows | macOS |
|---|---|---|---|
| healthy machines | {linux} | {windows} | {macos} |
| **false alarms on them** | **0** | **0** | **0** |
| machines just beyond a limit | {pairs} | {windows_cases} | {macos_cases} |
| of these with the finding that is meant, and no other | {pairs} | {windows_cases} | {macos_cases} |
| machines just within a limit | {under} | {windows_cases} | {macos_cases} |
| false alarms on those | 0 | 0 | 0 |

A test fails if one of these figures is not so. Each healthy machine is looked at once, and again after seven hours in
which a watch saw it unchanged. What breaks a machine is also taken away, as if it could not be read: no rule then says
that all is well. Where one limit lies within another, as a full trash can within a full disk, both findings are meant;
just within the limit of a graver level the milder one of the same rule is.

## What the figures do not say

- The machines were made by the people who wrote the rules. They know many ways in which real machines are odd, those
  listed below, and not all.
- Healthy means that nothing of what the rules ask for is amiss. Many computers leave the shop otherwise: Ubuntu with
  its firewall off, laptops without encryption. On those the rules speak, as they are meant to.
- For Windows and macOS they hold for recorded answers: see [Diagnostics and systems](diagnostics-systems.md).

## What must come out nowhere

In the machines stand {canaries} marks: names of the computer and its person, serial numbers, hardware and network
addresses, the name of the wireless network, names of files, mounts, programs and services, a proxy's password. None of
them is in a shared report, a link to a help form, the preview, the JSON, the page, the watch's inbox, history and
notices as they are kept, or in a capture. The capture of every machine gives the same findings as the machine.

## The healthy machines

| machine | what is special about it |
|---|---|
{machines}

## Machines on either side of a limit

| rule | Linux | Windows | macOS |
|---|---|---|---|
{rules}
"""


def page() -> str:
    """The whole page."""
    linux = Counter(one.rule for one in PAIRS.values())
    others = [Counter(one.rule for one in cases) for cases in (windows_cases.CASES, macos_cases.CASES)]
    names = sorted({*linux, *others[0], *others[1]}, key=_by_area)
    return _PAGE.format(
        linux=len(HEALTHY),
        windows=len(WINDOWS),
        macos=len(MACOS),
        pairs=len(PAIRS),
        windows_cases=len(windows_cases.CASES),
        macos_cases=len(macos_cases.CASES),
        under=sum(len(one.under) for one in PAIRS.values()),
        canaries=len(ALL),
        machines="\n".join(f"| {name} | {(make.__doc__ or '').strip()} |" for name, make in HEALTHY.items()),
        rules="\n".join(
            f"| `{name}` | " + " | ".join(str(counted[name] or "\N{EN DASH}") for counted in (linux, *others)) + " |"
            for name in names
        ),
    )


def _by_area(rule: str) -> tuple[int, str]:
    areas = ("disk", "memory", "cpu", "battery", "os", "service", "app", "device", "net", "security")
    return areas.index(rule.partition(".")[0]), rule
