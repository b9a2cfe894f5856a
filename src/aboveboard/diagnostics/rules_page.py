"""docs/reference/diagnostics-rules.md, made from the rules as they are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aboveboard.diagnostics.account import area
from aboveboard.diagnostics.conditions import FUNCTIONS
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Level, Rule
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.texts import advice, confirm

_SYSTEMS: Final = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}
_SEVERITIES: Final = {"critical": "critical", "warn": "warning", "info": "for information"}
_MENU: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_HEAD: Final = """# Rules of diagnostics

<!-- Written by scripts/generated.py from src/aboveboard/diagnostics/rules.toml. Change it there. -->

{count} rules say when something is wrong with a computer. Each holds what was measured against a limit that raises a
problem, and another, further away, that ends it, so that nothing flickers. A rule has three outcomes: fine, a problem,
or unknown. Unknown is never fine: it is what a rule says where a value cannot be read here, or has not been watched for
long enough. A rule about a thing that a computer has not, such as a battery, says nothing.

Limits are written as they are measured: 1 GB is 1000³ bytes, for disks and memory alike. "For 5 min" means
at every look of that time, with no look left out; where the watch slept it begins anew. "Over" is what ends a problem;
while what is needed for that cannot be read, a problem stays one, for a day at most.

The limits can be changed, and rules added: [Tune the rules](../howto/tune-the-rules.md).

## How to read a condition

Words are values of the measure. Looking back over a time:

{functions}

What is not known of a value is a span, not a guess: a counter that stands at 0 has not risen whatever was watched, and
one that was seen to rise has risen by so much at least.
"""


def page() -> str:
    """The whole page."""
    rules = list(shipped().by_id.values())
    functions = "\n".join(f"- `{name}(…)`: {meaning}." for name, meaning in FUNCTIONS.items())
    parts = [_HEAD.format(count=len(rules), functions=functions)]
    for name in dict.fromkeys(area(rule.id, "en")[0] for rule in rules):
        parts.append(f"## {name}\n")
        parts += ["\n".join(_section(rule)) for rule in rules if area(rule.id, "en")[0] == name]
    return "\n".join(parts)


def _section(rule: Rule) -> Iterator[str]:
    systems = ", ".join(_SYSTEMS[one] for one in rule.systems)
    yield f"### {rule.id}\n"
    yield f"{rule.what['en']}. {systems}.\n"
    about = f" where `{rule.where_written}`" if rule.where_written else ""
    about += f" that tells `{'`, `'.join(rule.having)}`" if rule.having else ""
    yield f"Read: `{rule.measure}`, of each {MEASURES[rule.measure].each}{about}.\n"
    yield "| | raised when | over when |"
    yield "|---|---|---|"
    for level in reversed(rule.levels):
        raised, over = _cell(level, "when", "held"), _cell(level, "clear", "clear_held")
        yield f"| {_SEVERITIES[level.severity]} | {raised} | {over} |"
    yield f"\nWhat to do: {advice(rule)}\n"
    yield "Shown by the system itself:\n"
    for system in rule.systems:
        tool = confirm(rule, system)
        typed = _MENU not in tool and tool == confirm(rule, system, "de")
        yield f"- {_SYSTEMS[system]}: {f'`{tool}`' if typed else tool}"
    yield ""


def _cell(level: Level, condition: str, lasting: str) -> str:
    text = f"`{level.written[condition]}`"
    return f"{text} for {level.written[lasting]}" if lasting in level.written else text
