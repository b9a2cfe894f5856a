"""The three classic faults of privacy notices, found sentence by sentence, in English and German.

They are found by their words, so a sentence that says the same in an unheard-of way slips past; one that says the
opposite ("reading this is not a yes") is let go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from aboveboard.notice.blocks import sentences
from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_with


class Fault(msgspec.Struct, frozen=True):
    """One classic fault: what is wrong with it in law, what to write, and the words that give it away."""

    what: str
    write: str
    words: tuple[str, ...]
    unless: str
    """Words that turn the sentence into its opposite."""


_USE_EN = r"(?:us(?:e|es|ing)|visit\w*|access\w*|brows\w+|continu\w+|open\w*|view\w*|read\w*|remain\w*|stay\w*)"
_YES_EN = r"(?:agree|consent|accept|approve)"
_USE_DE = r"(?:nutz\w*|benutz\w*|verwend\w*|besuch\w*|aufruf\w*|weitersurf\w*|surf\w*|öffn\w*|lesen|lesens|verbleib\w*)"
_YES_DE = (
    r"(?:stimm\w+|zustimm\w*|zugestimmt|willig\w+|einwillig\w*|eingewilligt|einverstanden|akzeptier\w*|anerkenn\w*)"
)

_CHANGE_EN = r"(?:chang\w+|amend\w*|revis\w+|updat\w+|modif\w+|new versions?|this (?:notice|policy))"
_FORCE_EN = r"(?:effective|effect|apply|applies|in force|binding|valid|work|works)"
_NOW_EN = r"(?:immediately|at once|(?:up)?on (?:posting|publication)|(?:when|once|as soon as) (?:\w+ ){0,3}?posted)"
_CHANGE_DE = r"(?:Änderung\w*|Anpassung\w*|Aktualisierung\w*|neue\w* Fassung\w*|geänderte\w*)"
_FORCE_DE = r"(?:gelten|gilt|wirken|wirkt|wirksam|in Kraft|verbindlich)"
_NOW_DE = r"(?:sofort|unverzüglich|umgehend|augenblicklich|mit (?:der |ihrer )?Veröffentlichung)"
_IP_EN = r"(?:IP|network|internet protocol)[ -]?address\w*"
_IP_DE = r"(?:IP|Netzwerk)-?Adresse\w*"
_KNOWN_EN = r"(?:personal|personally|private)"
_KNOWN_DE = r"(?:personenbezogen\w*|persönlich\w*|personenbeziehbar\w*)"

FAULTS: tuple[Fault, ...] = (
    Fault(
        what="takes mere use as consent",
        write=(
            "A yes has to be an act of its own (GDPR Art. 4(11) and 7); a sentence like this gives you no consent, and "
            "nothing is switched on by it. Take it out, and ask for the yes where it is needed."
        ),
        words=(
            rf"\b(?:by|if|when|through|in) (?:you |your )?(?:\w+ ){{0,2}}?{_USE_EN}\b.*\byou (?:\w+ ){{0,3}}?{_YES_EN}",
            rf"\b{_YES_EN}\b.*\bby (?:merely |simply |just )?{_USE_EN}\b(?! (?:the|a|this) (?:button|form|box|tick))",
            (
                r"\b(?:use|using|visit|visiting|access|browsing)\b.*\b(?:constitut\w+|means?|signif\w+|impl\w+|deemed|shows"
                rf"|counts as|taken as)\b.*\b{_YES_EN}\w*"
            ),
            rf"\b(?:durch|mit|bei)\b.{{0,60}}\b{_USE_DE}\b.*\b{_YES_DE}",
            rf"\b(?:wenn|indem|sobald|sofern|falls) Sie\b.{{0,80}}\b{_USE_DE}\b.*\b{_YES_DE}",
            rf"\b{_USE_DE}\b.*\b(?:gilt|gelten|bedeutet|gewertet)\b.*\b{_YES_DE}",
        ),
        unless=(
            rf"\b(?:not|never|no)\b (?:\w+ ){{0,2}}?(?:{_YES_EN}|yes|mean|constitut|signif|impl|count|taken|deemed)"
            rf"|\bnobody (?:\w+ ){{0,2}}?{_YES_EN}"
            r"|\b(?:nichts?|nie|kein\w*|niemand)\b (?:\w+ ){0,3}?(?:zu\b|zustimm|ein\b|einwillig|einverst|als\b|Ja\b)"
            r"|\b(?:gilt|bedeutet|gelten) (?:\w+ ){0,2}?(?:nicht|nie|kein)"
        ),
    ),
    Fault(
        what="lets a change reach back",
        write=(
            "What you hold stays under the version it was collected under until the person agrees to the new one; the "
            "software keeps to that whatever this sentence says. Write when a change begins and how people hear of it."
        ),
        words=(
            rf"\b{_CHANGE_EN}\b.*\b(?:retroactive\w*|retrospective\w*|backdated)\b",
            rf"\b{_CHANGE_EN}\b.*\b{_FORCE_EN}\b.{{0,25}}\b{_NOW_EN}",
            rf"\b{_CHANGE_EN}\b.*\b{_NOW_EN}\b.{{0,15}}\b{_FORCE_EN}\b",
            (
                rf"\b{_CHANGE_EN}\b.*\b(?:appl(?:y|ies)|extends?) to\b.{{0,40}}\b(?:data|information)\b.{{0,30}}"
                r"\b(?:already|previously|have|hold|before)\b"
            ),
            rf"\b{_CHANGE_DE}.*\brückwirkend\b",
            rf"\b{_CHANGE_DE}.*\b{_FORCE_DE}\b.{{0,40}}\b{_NOW_DE}",
            rf"\b{_CHANGE_DE}.*\b{_NOW_DE}\b.{{0,40}}\b{_FORCE_DE}\b",
            rf"\b{_CHANGE_DE}.*\bfür\b.{{0,40}}\b(?:bereits|schon|früher|zuvor|bisher\w*)\b",
        ),
        unless=(
            r"\b(?:not|never|no|nobody)\b (?:\w+ ){0,2}?(?:appl|retro|extend|reach|effect|immediately|take|work)"
            r"|\b(?:nicht|nie|kein\w*)\b (?:\w+ ){0,2}?(?:rückwirk|sofort|für|zurück)"
        ),
    ),
    Fault(
        what="calls the address of a connection impersonal",
        write=(
            "An address on the network can lead to a person and counts as personal data (CJEU C-582/14, Breyer). Take "
            "the sentence out, and name the address among what you collect."
        ),
        words=(
            rf"\b{_IP_EN}\b.{{0,60}}\b(?:not|never|no|non)\b[ -]?(?!only|just|merely)(?:\w+ ){{0,2}}?{_KNOWN_EN}",
            rf"\b{_IP_EN}\b.{{0,60}}\b(?:is|are|as|remain\w*)\b.{{0,20}}\b(?:anonymous|impersonal|non-personal)\b",
            (
                r"\b(?:anonymous|impersonal|non-personal|not personal|non-identif\w+|(?:not |non-)personally identif\w+"
                rf")\b.{{0,40}}\b(?:data|information|facts|details)\b.{{0,60}}\b{_IP_EN}"
            ),
            (
                rf"\b{_IP_EN}\b.{{0,60}}\b(?:cannot|can not|does not|do not|never)\b.{{0,20}}"
                r"\b(?:identif\w+|reveal\w*|lead|be (?:linked|traced|tied))\b"
            ),
            rf"\b{_IP_DE}\b.{{0,60}}\b(?:kein\w*|nicht)\b(?! nur| bloß)(?: \w+){{0,2}}? {_KNOWN_DE}",
            rf"\b{_IP_DE}\b.{{0,60}}\b(?:ist|sind|gilt|gelten|bleib\w+)\b.{{0,30}}\banonym\w*",
            (
                r"\b(?:anonyme\w*|nicht personenbezogene\w*|unpersönliche\w*)\b.{0,40}"
                rf"\b(?:Daten|Informationen|Angaben)\b.{{0,60}}\b{_IP_DE}"
            ),
            (
                rf"\b{_IP_DE}\b.{{0,60}}\b(?:lass\w+|lässt|führ\w+|ermöglich\w+|identifizier\w+)\b.{{0,30}}"
                r"\b(?:kein\w*|nicht)\b"
            ),
        ),
        unless=r"\b(?:wrong|untrue|falsch|unwahr)\b",
    ),
)
_SHAPES = tuple((fault, re.compile("|".join(fault.words), re.IGNORECASE)) for fault in FAULTS)
_LONGEST = 1200
"""Characters of a sentence that are looked at; the patterns walk back and forth within it."""


@lru_cache(maxsize=2048)
def classic(sentence: str) -> Fault | None:
    """The classic fault that this sentence makes, or None."""
    said = sentence[:_LONGEST]
    for fault, shape in _SHAPES:
        if shape.search(said) and not re.search(fault.unless, said, re.IGNORECASE):
            return fault
    return None


def in_text(name: str, text: str) -> list[Problem]:
    """Findings for one text of clauses or terms."""
    return [
        Problem(name, line, f"“{said}” {fault.what}.", fault.write, stops=False)
        for line, said in sentences(text)
        if (fault := classic(said)) is not None
    ]


def in_facts(facts: Mapping[str, list[str]], source: str) -> list[Problem]:
    """Findings for the short layer: language -> its sentences, `source` the text of clauses.toml."""
    return [
        Problem("clauses.toml", line_with(source, fact[:40]), f"“{said}” {fault.what}.", fault.write, stops=False)
        for each in facts.values()
        for fact in each
        for _line, said in sentences(fact)
        if (fault := classic(said)) is not None
    ]
