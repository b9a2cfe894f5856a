"""The register of processing activities (article 30 GDPR) as CSV after RFC 4180: one row a purpose."""

from __future__ import annotations

import csv
import io
from typing import Final

from aboveboard.notice import speech
from aboveboard.notice.document import Notice
from aboveboard.notice.model import Purpose

COLUMNS: Final = {
    "en": (
        *("activity", "description", "controller", "contact", "privacy officer", "reason in law", "people concerned"),
        *("kinds of data", "recipients", "transfers to third countries", "kept for", "protection"),
        *("done today", "notice version", "notice hash"),
    ),
    "de": (
        *("Tätigkeit", "Beschreibung", "Verantwortlicher", "Kontakt", "Datenschutz", "Rechtsgrundlage", "Betroffene"),
        *("Arten von Daten", "Empfänger", "Übermittlung in Drittländer", "Aufbewahrung", "Schutz"),
        *("heute ausgeübt", "Fassung", "Prüfsumme"),
    ),
}
_WORDS: Final = {
    "en": {
        "contract": "contract (art. 6(1)(b))",
        "consent": "consent (art. 6(1)(a))",
        "legitimate-interest": "legitimate interest (art. 6(1)(f))",
        "legal-obligation": "legal obligation (art. 6(1)(c))",
        "customers": "customers",
        "staff": "own staff",
        "visitors": "visitors of the site",
        "public": "none needed",
        "operational": "access by role and assignment",
        "personal": "encrypted under a key of each person, access by role and assignment",
        "secret": "encrypted under the key of one session, which ends with it",
        "none": "none",
        "not declared": "none declared",
        "yes": "yes",
        "no": "no",
    },
    "de": {
        "contract": "Vertrag (Art. 6 Abs. 1 b)",
        "consent": "Einwilligung (Art. 6 Abs. 1 a)",
        "legitimate-interest": "berechtigtes Interesse (Art. 6 Abs. 1 f)",
        "legal-obligation": "rechtliche Verpflichtung (Art. 6 Abs. 1 c)",
        "customers": "Kundinnen und Kunden",
        "staff": "eigenes Personal",
        "visitors": "Besucherinnen und Besucher der Seite",
        "public": "nicht nötig",
        "operational": "Zugriff nach Rolle und Zuweisung",
        "personal": "verschlüsselt unter einem Schlüssel je Person, Zugriff nach Rolle und Zuweisung",
        "secret": "verschlüsselt unter dem Schlüssel einer Sitzung, der mit ihr endet",
        "none": "keine",
        "not declared": "keine angegeben",
        "yes": "ja",
        "no": "nein",
    },
}
_CONCERNED: Final = {"staff": "staff", "request-log": "visitors", "abuse-guard": "visitors", "operational": ""}
"""Whom a category is about where it is not our customers; empty: nobody."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def register(notice: Notice, language: str) -> str:
    """The whole register with a line of headings; lines end in CR LF. No cell begins as a spreadsheet's formula."""
    language = language if language in COLUMNS else "en"
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS[language])
    for key, purpose in notice.purposes.items():
        writer.writerow(safe(cell) for cell in _row(notice, key, purpose, language))
    return out.getvalue()


def safe(cell: str) -> str:
    """The cell, so that a spreadsheet takes it for text: what could begin a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _row(notice: Notice, key: str, purpose: Purpose, language: str) -> list[str]:
    words, company, officer = _WORDS[language], notice.head.controller, notice.head.privacy_officer
    used = [one for one in notice.matrix.get(key, ()) if one in notice.categories]
    kinds = [notice.categories[one] for one in used]
    people = dict.fromkeys(_CONCERNED.get(one, "customers") for one in used)
    receivers = [one for one in notice.recipients.values() if one.offered and set(one.categories) & set(used)]
    return [
        purpose.name.say(language),
        purpose.text.say(language),
        f"{company.legal_name}, {', '.join(company.address)}",
        f"{company.email}, {company.phone}",
        f"{officer.name}, {officer.email}",
        words[purpose.basis],
        "; ".join(words[one] for one in people if one) or words["none"],
        "; ".join(kind.name.say(language) for kind in kinds),
        "; ".join(one.name for one in receivers) or words["none"],
        words["not declared"],
        "; ".join(f"{kind.name.say(language)}: {speech.say_keep(kind, language)}" for kind in kinds),
        "; ".join(words[level] for level in dict.fromkeys(kind.level for kind in kinds)),
        words["yes" if purpose.offered else "no"],
        notice.version,
        notice.source_hash,
    ]
