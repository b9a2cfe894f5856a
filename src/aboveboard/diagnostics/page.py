"""The account of a computer as one page that stands for itself: no script, nothing loaded, and it names nobody.

Its policy allows its own style, by its hash, and nothing else.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from aboveboard import __version__
from aboveboard.diagnostics.account import Account, Area, Found
from aboveboard.diagnostics.gauges import Gauge
from aboveboard.diagnostics.words import count, say

BEGINS: Final = "<!doctype html>\n<!-- aboveboard diagnose -->"
_FOLDER: Final = Path(__file__).parent
_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>')
_UNIT: Final = re.compile(r"(?<=[0-9]) (?=(?:[kMGT]?B|%|°C|dBm)(?![A-Za-z]))")
_MARKS: Final = {"critical": "triangle-alert", "warn": "circle-alert", "info": "info"}


def page(account: Account) -> str:
    """The whole page. Give it an account that was made with ``here=False`` if it may leave this computer."""
    language, style = account.language, _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    grave = [one for one in account.findings if one.severity != "info"]
    known = [one for one in account.findings if one.severity == "info"]
    parts = (
        BEGINS,
        f'<html lang="{language}">',
        '<head><meta charset="utf-8">',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
        f"<title>{escape(account.verdict)} · {say('This computer', language)}</title>",
        f"<style>{style}</style></head>",
        "<body><main>",
        _top(account),
        '<div class="columns"><div class="told">',
        _fine(account),
        _findings(say("What needs you", language), grave, language),
        _findings(say("Good to know", language), known, language),
        _missing(account),
        "</div>",
        _rings(account),
        _facts(account),
        "</div></main>",
        f"<footer><p>{_foot(account)}</p></footer>",
        "</body></html>",
    )
    return "\n".join(part for part in parts if part) + "\n"


@cache
def _style() -> str:
    return "\n" + (_FOLDER / "page.css").read_text("utf-8")


@cache
def _drawings() -> dict[str, str]:
    return dict(_SYMBOL.findall((_FOLDER / "icons.svg").read_text("utf-8")))


def _icon(name: str, kind: str = "") -> str:
    return f'<svg class="{f"icon {kind}".strip()}" viewBox="0 0 24 24" aria-hidden="true">{_drawings()[name]}</svg>'


def _top(account: Account) -> str:
    when = say("This computer, looked at on {when}", account.language, when=account.taken)
    return (
        f'<header class="top {"grave" if account.grave else "well"}"><p class="when soft small">{escape(when)}</p>'
        f'<div class="seal">{_icon(account.seal)}</div>'
        f'<h1>{escape(account.verdict)}</h1><p class="next">{escape(account.next)}</p></header>'
    )


def _fine(account: Account) -> str:
    if not account.fine:
        return ""
    return (
        f"<section><h2>{_said('What is fine', account)}</h2>"
        + _listed("areas", (_area(one, account.language) for one in account.fine))
        + "</section>"
    )


def _area(area: Area, language: str) -> str:
    checks = count("{number} check", "{number} checks", area.checks, language)
    return f'{_icon(area.icon)}<div><span>{_name(area.name)}</span><span class="soft small">{checks}</span></div>'


def _findings(heading: str, findings: Iterable[Found], language: str) -> str:
    cards = "".join(_finding(one, language) for one in findings)
    return f"<section><h2>{escape(heading)}</h2>{cards}</section>" if cards else ""


def _finding(finding: Found, language: str) -> str:
    tool = ""
    if finding.confirm:
        words = escape(say("See for yourself: {tool}", language, tool="\0")).replace("\0", _tool(finding))
        tool = f'<p class="confirm">{words}</p>'
    return (
        f'<article class="panel finding {finding.severity}">'
        f'<p class="tag">{_icon(_MARKS[finding.severity])}{escape(finding.gravity)}</p>'
        f'<h3>{escape(finding.what)}</h3><p class="measured">{_words(finding.measured)}</p>'
        f"<p>{escape(finding.advice)}</p>{tool}</article>"
    )


def _tool(finding: Found) -> str:
    words = _words(finding.confirm)
    return f"<code>{words}</code>" if finding.typed else words


def _missing(account: Account) -> str:
    if not account.missing:
        return ""
    reasons = (f'{escape(one.why)}<br><span class="soft">{escape(one.what)}</span>' for one in account.missing)
    number = say("Some facts are not known", account.language)
    if account.not_known:
        number = count(
            "{number} check could not be made",
            "{number} checks could not be made",
            account.not_known,
            account.language,
        )
    summary = f"{_icon('circle-question-mark')}{escape(number)}{_icon('chevron-down', 'turn')}"
    said = f'<p class="soft small">{_said("What is not known is neither called fine nor wrong.", account)}</p>'
    listed = _listed("reasons", reasons)
    return f'<section><details class="panel"><summary>{summary}</summary>{said}{listed}</details></section>'


def _rings(account: Account) -> str:
    if not account.gauges:
        return ""
    rings = "".join(_ring(one, account.language) for one in account.gauges)
    return f'<section class="panel rings"><h2>{_said("How full it is", account)}</h2><div>{rings}</div></section>'


def _ring(gauge: Gauge, language: str) -> str:
    number = round(gauge.share * 100)
    label = say("{name}: {number} % full, {words}", language, name=gauge.name, number=number, words=gauge.words)
    fill = (
        f'<circle class="fill" cx="60" cy="60" r="50" pathLength="100" stroke-dasharray="{number} 100" '
        'transform="rotate(-90 60 60)"/>'
        if number
        else ""
    )
    return (
        f'<figure class="{"hot" if gauge.severity else "cool"}">'
        f'<svg viewBox="0 0 120 120" role="img" aria-label="{escape(label)}">'
        f'<circle class="track" cx="60" cy="60" r="50"/>{fill}'
        f'<text x="60" y="69" aria-hidden="true">{number}<tspan class="unit" dx="2">%</tspan></text></svg>'
        f'<strong>{_name(gauge.name)}</strong><span class="soft small">{_words(gauge.words)}</span></figure>'
    )


def _facts(account: Account) -> str:
    rows = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in account.facts)
    return f'<section class="panel facts"><h2>{_said("This computer", account)}</h2><dl>{rows}</dl></section>'


def _foot(account: Account) -> str:
    return escape(
        say(
            "Made on this computer by Aboveboard {version}. This page names no person, no file and no program. Nothing "
            "was sent; whether you show it to somebody is up to you.",
            account.language,
            version=__version__,
        )
    )


def _words(text: str) -> str:
    """The text, with each number kept on the line of its unit."""
    return escape(_UNIT.sub("\N{NO-BREAK SPACE}", text))


def _name(text: str) -> str:
    """A name in a narrow place: the longest German ones may be divided."""
    return escape(text).replace("Systemfest", "System&shy;fest").replace("Arbeitsspei", "Arbeits&shy;spei")


def _said(english: str, account: Account) -> str:
    return escape(say(english, account.language))


def _listed(kind: str, items: Iterable[str]) -> str:
    return f'<ul class="{kind}">{"".join(f"<li>{one}</li>" for one in items)}</ul>'
