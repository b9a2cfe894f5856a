"""What staff sign before they work: a duty of confidentiality, one sentence or two a line, in each language.

`{company}`, `{officer}` and `{officer_email}` are filled from the notice in force.
"""

import hashlib
from functools import cache
from importlib import resources

from aboveboard.ground.notices import notice
from aboveboard.notice.model import LANGUAGES


@cache
def _lines(language: str) -> tuple[str, ...]:
    text = resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)


def points(language: str) -> list[str]:
    """The statement's points in this language (English where there is none), for the company of the notice."""
    head = notice().head
    names = {
        "company": head.controller.legal_name,
        "officer": head.privacy_officer.name,
        "officer_email": head.privacy_officer.email,
    }
    return [line.format_map(names) for line in _lines(language if language in LANGUAGES else "en")]


def version() -> str:
    """Sixty-four hex digits that name the text and the company it binds to. Another text has to be signed anew."""
    return _version(notice().head.controller.legal_name)


@cache
def _version(company: str) -> str:
    text = "\n".join([company, *(line for language in LANGUAGES for line in _lines(language))])
    return hashlib.sha256(text.encode()).hexdigest()
