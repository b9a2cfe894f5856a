"""The account of a computer as text for a terminal: facts and bars, what is fine, what is not, what is not known."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.account import Account, Found
from aboveboard.diagnostics.gauges import Gauge, percent
from aboveboard.diagnostics.report import Line
from aboveboard.diagnostics.words import count, say

WIDEST: Final = 100
_NARROWEST: Final = 40
_BAR: Final = 24
_FACT: Final = 22
_STYLES: Final = {"strong": "1", "soft": "2", "accent": "36", "caution": "33", "urgent": "1;33"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on. ``plain`` leaves out signs that only UTF-8 has; ``colour`` is for terminals alone."""

    width: int = 80
    colour: bool = False
    plain: bool = False

    def dye(self, text: str, style: str) -> str:
        """The text in a style, where there are colours."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def sign(self, name: str) -> str:
        """A sign of one column."""
        full, bare = {
            "fine": ("✓", "+"),
            "critical": ("!", "!"),
            "warn": ("!", "!"),
            "info": ("i", "i"),
            "unknown": ("?", "?"),
            "full": ("█", "#"),
            "empty": ("░", "."),
            "between": ("·", "-"),
        }[name]
        return bare if self.plain else full

    def folded(self, text: str, indent: int, first: str = "") -> list[str]:
        """The text on as many lines as it needs, ``indent`` columns in; ``first`` stands before it."""
        width = max(_NARROWEST, min(self.width, WIDEST))
        return textwrap.wrap(
            text,
            width,
            initial_indent=first.ljust(indent),
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first.rstrip()]

    def dyed(self, text: str, indent: int, style: str, first: str = "") -> list[str]:
        """The same in a style."""
        return [self.dye(line, style) for line in self.folded(text, indent, first)]


def in_terminal(account: Account, paper: Paper) -> str:
    """All of it, ending with a line break."""
    language = account.language
    told = [*paper.dyed(account.verdict, 0, "strong"), *paper.folded(account.next, 0)]
    told.append(paper.dye(say("Looked at on {when}", language, when=account.taken), "soft"))
    told += ["", *(line for label, value in account.facts for line in _fact(label, value, paper))]
    if account.gauges:
        width = max(len(one.name) for one in account.gauges)
        told += ["", *(_bar(one, min(width, 28), language, paper) for one in account.gauges)]
    told += ["", *_fine(account, paper)]
    for finding in account.findings:
        told += ["", *_finding(finding, language, paper)]
    if account.missing:
        told += ["", *_missing(account, paper)]
    return "\n".join(line.rstrip() for line in told) + "\n"


def preview_in_terminal(lines: list[Line], language: str, paper: Paper) -> str:
    """What would be shared, line by line."""
    told = [say("This is what the link holds. Nothing was sent.", language), ""]
    for line in lines:
        told += paper.folded(line.value, _FACT + 2, f"  {_short(line.label, _FACT - 1)} ")
    return "\n".join(told) + "\n"


def _fact(label: str, value: str, paper: Paper) -> list[str]:
    return paper.folded(value, _FACT + 2, f"  {_short(label, _FACT - 1)} ")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _bar(gauge: Gauge, width: int, language: str, paper: Paper) -> str:
    full = round(gauge.share * _BAR)
    full = max(full, 1) if gauge.share > 0 else 0
    bar = paper.dye(paper.sign("full") * full, "caution" if gauge.severity else "accent")
    rest = paper.dye(paper.sign("empty") * (_BAR - full), "soft")
    share = percent(gauge.share, language).rjust(5)
    return f"  {_short(gauge.name, width).ljust(width)}  {bar}{rest} {share}  {gauge.words}"


def _fine(account: Account, paper: Paper) -> list[str]:
    number = account.checks_fine
    if not number:
        return [say("No check could say that something is fine.", account.language)]
    words = count(
        "{number} check found nothing wrong.", "{number} checks found nothing wrong.", number, account.language
    )
    sign = paper.dye(paper.sign("fine"), "accent")
    glue = " " if paper.plain else "\N{NO-BREAK SPACE}"
    areas = f"{glue}{paper.sign('between')} ".join(area.name for area in account.fine)
    return [f"{sign} {paper.dye(words, 'strong')}", *(paper.folded(areas, 2) if areas else [])]


def _finding(finding: Found, language: str, paper: Paper) -> list[str]:
    style = {"critical": "urgent", "warn": "caution"}.get(finding.severity, "accent")
    head = f"{paper.sign(finding.severity)} {finding.gravity}"
    told = [f"{paper.dye(head, style)}  {paper.dye(finding.rule, 'soft')}"]
    told += paper.dyed(finding.what, 2, "strong")
    told += paper.folded(finding.measured, 2) if finding.measured else []
    told += paper.folded(finding.advice, 2) if finding.advice else []
    if finding.confirm:
        told += paper.folded(say("See for yourself: {tool}", language, tool=finding.confirm), 2)
    return told


def _missing(account: Account, paper: Paper) -> list[str]:
    sign = paper.sign("unknown")
    told = paper.dyed(say("Not known, and so neither fine nor wrong:", account.language), 2, "strong", sign)
    for one in account.missing:
        told += [*paper.folded(one.why, 2), *paper.dyed(one.what, 4, "soft")]
    return told
