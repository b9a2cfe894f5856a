"""The notice for machines: what /.well-known/privacy-notice.json says."""

from __future__ import annotations

import hashlib
from typing import Any

from aboveboard.notice.document import Notice
from aboveboard.notice.model import LANGUAGES, Text


def content(notice: Notice, base: str) -> dict[str, Any]:
    """Everything the notice declares, as JSON. base: the address of the site, without a slash at its end."""
    company, officer = notice.head.controller, notice.head.privacy_officer
    return {
        "format": "aboveboard privacy notice 1",
        "version": notice.version,
        "hash": notice.source_hash,
        "effective": notice.effective.isoformat(),
        "languages": list(LANGUAGES),
        "page": f"{base}/privacy",
        "this_version": f"{base}/privacy/versions/{notice.source_hash}",
        "package": f"{base}/privacy/versions/{notice.source_hash}/package.json",
        "controller": {
            "name": company.name,
            "legal_name": company.legal_name,
            "address": list(company.address),
            "email": company.email,
            "phone": company.phone,
        },
        "privacy_officer": {"name": officer.name, "email": officer.email},
        "clauses": _clauses(notice),
        "categories": _categories(notice),
        "purposes": _purposes(notice),
        "recipients": [
            {
                "id": key,
                "name": one.name,
                "kind": one.kind,
                "ground": one.ground,
                "categories": list(one.categories),
                "policy": one.policy,
                "offered": one.offered,
            }
            for key, one in notice.recipients.items()
        ],
        "cookies": [
            {"name": key, "storage": one.storage, "keep_for": one.keep_for, "who": one.who, "why": _text(one.why)}
            for key, one in notice.cookies.items()
        ],
        "words_only": dict(notice.words_only),
        "terms": {
            "version": notice.terms_version,
            "effective": notice.terms_effective.isoformat(),
            "hash": notice.terms_hash,
        },
    }


def _text(text: Text) -> dict[str, str]:
    return {language: text.say(language) for language in LANGUAGES}


def _clauses(notice: Notice) -> list[dict[str, Any]]:
    """Each clause with the SHA-256 of its text as shown, in each language, and the promises that it carries."""
    spoken = {language: {clause.id: clause for clause in notice.full(language)} for language in LANGUAGES}
    return [
        {
            "id": clause.id,
            "promises": list(clause.promises),
            "title": {language: spoken[language][clause.id].title for language in LANGUAGES},
            "sha256": {
                language: hashlib.sha256(spoken[language][clause.id].markdown.encode()).hexdigest()
                for language in LANGUAGES
            },
        }
        for clause in notice.full("en")
    ]


def _categories(notice: Notice) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "name": _text(one.name),
            "why": _text(one.why),
            "level": one.level,
            "source": one.source,
            "stored": one.stored,
            "keep_for": one.keep_for,
            "counted_from": one.counted_from,
            "then": one.then,
            "offered": one.offered,
        }
        for key, one in notice.categories.items()
    ]


def _purposes(notice: Notice) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "name": _text(one.name),
            "basis": one.basis,
            "opt_in": one.opt_in,
            "offered": one.offered,
            "categories": list(notice.matrix.get(key, ())),
        }
        for key, one in notice.purposes.items()
    ]
