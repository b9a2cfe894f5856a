"""The privacy notice, the cookies and the terms as pages, all from the notice's data."""

from functools import lru_cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from aboveboard.ground.notices import notice
from aboveboard.notice import Category, Notice
from aboveboard.notice.model import Cookie
from aboveboard.notice.speech import say_cookie, say_keep, say_then
from aboveboard.web.doors import Who, door

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


class CategoryRow(msgspec.Struct):
    """One line of the table what, why, how long, in the reader's language."""

    key: str
    name: str
    why: str
    source: str
    keep: str
    then: str
    when: str


class CookieRow(msgspec.Struct):
    """One line of the cookie register in the reader's language."""

    name: str
    place: str
    keep: str
    who: str
    why: str


@door(Who.ANYONE)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The layered notice: short layer, full clauses that open, and the tables behind them."""
    return notice_page(request, notice())


def notice_page(request: HttpRequest, current: Notice, state: str = "in force") -> HttpResponse:
    """One version as a page. state: `in force`, `coming` or `replaced`."""
    language = reading_language()
    titles = {clause.id: clause.title for clause in current.full(language)}
    rows = {key: _category(key, category, language) for key, category in current.categories.items()}
    context: dict[str, Any] = {
        "notice": current,
        "facts": [(fact, titles[fact.clause]) for fact in current.short(language)],
        "clauses": [(clause, rendered(clause.markdown)) for clause in current.full(language)],
        "kept": [row for key, row in rows.items() if current.categories[key].offered],
        "conditional": [row for key, row in rows.items() if not current.categories[key].offered],
        "purposes": _purposes(current, language),
        "recipients": _recipients(current, language),
        "state": state,
    }
    return render(request, "public/privacy.html", context)


@door(Who.ANYONE)
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The register of everything the site puts into a browser."""
    current, language = notice(), reading_language()
    rows = [_cookie(name, cookie, language) for name, cookie in current.cookies.items()]
    return render(request, "public/cookies.html", {"notice": current, "rows": rows})


@door(Who.ANYONE)
@require_safe
def cookies_elsewhere(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django passes the request to every view
    """Where people look for the register first."""
    return redirect("cookies")


@door(Who.ANYONE)
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of service in force."""
    current = notice()
    context = {"notice": current, "text": rendered(current.terms(reading_language()))}
    return render(request, "public/terms.html", context)


@lru_cache(maxsize=256)
def rendered(markdown: str) -> SafeString:
    """Markdown as HTML. Raw HTML is shown as text, images are left out, links with a script are not links."""
    html: str = _MARKDOWN.render(markdown)
    return SafeString(html)


def reading_language() -> str:
    """The notice's language that fits the reader's: "de" for de-AT, else English."""
    return "de" if (get_language() or "en").startswith("de") else "en"


def _category(key: str, category: Category, language: str) -> CategoryRow:
    sources = {
        "given": _("You give it"),
        "automatic": _("It arises by itself"),
        "third-party": _("Others tell us"),
        "ours": _("We write it"),
    }
    return CategoryRow(
        key=key,
        name=category.name.say(language),
        why=category.why.say(language),
        source=sources[category.source],
        keep=say_keep(category, language),
        then=say_then(category, language),
        when=category.when.say(language) if category.when else "",
    )


def _purposes(current: Notice, language: str) -> list[dict[str, Any]]:
    bases = {
        "contract": _("our agreement with you"),
        "consent": _("your yes"),
        "legitimate-interest": _("our fair interest"),
        "legal-obligation": _("the law asks for it"),
    }
    return [
        {
            "name": purpose.name.say(language),
            "text": purpose.text.say(language),
            "basis": bases[purpose.basis],
            "offered": purpose.offered,
            "categories": _names(current, current.matrix[key], language),
        }
        for key, purpose in current.purposes.items()
    ]


def _recipients(current: Notice, language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": recipient.name,
            "does": recipient.does.say(language),
            "ground": current.grounds[recipient.ground].name.say(language),
            "policy": recipient.policy,
            "offered": recipient.offered,
            "categories": _names(current, recipient.categories, language),
        }
        for recipient in current.recipients.values()
    ]


def _names(current: Notice, keys: tuple[str, ...] | list[str], language: str) -> list[str]:
    return [current.categories[key].name.say(language) for key in keys if key in current.categories]


def _cookie(name: str, cookie: Cookie, language: str) -> CookieRow:
    places = {
        "cookie": _("Cookie"),
        "local": _("The browser's storage"),
        "session": _("The tab's storage"),
    }
    people = {
        "everyone": _("Everyone who opens a page"),
        "customers": _("People with a case, and our staff"),
        "staff": _("Our staff alone"),
    }
    return CookieRow(
        name=name,
        place=places[cookie.storage],
        keep=say_cookie(cookie, language),
        who=people[cookie.who],
        why=cookie.why.say(language),
    )
