"""A person in front of the product's pages: opens them, fills in their forms as they are, and sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

import httpx

from aboveboard.site.tour.report import NotHeldError, hold

TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a form field, not a secret
_KEPT_WITHOUT_ASKING: Final = {"hidden", "text", "email", "number", "tel", "search", "url"}


@dataclass
class Form:
    """One form of a page, with the values that are in it already."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._open: Form | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        self._open.names.add(given["name"])
        if tag == "textarea":
            self._area = given["name"]
            self._open.values.setdefault(self._area, "")
        elif tag == "input" and (given.get("type", "text") in _KEPT_WITHOUT_ASKING or "checked" in given):
            self._open.values[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._open is not None:
            self._open.values[self._area] += data
        self.text.append(data)


@dataclass(frozen=True)
class Page:
    """An answer as a person sees it."""

    url: str
    status: int
    html: str
    forms: tuple[Form, ...]
    text: str

    def form(self, action: str = "", having: str = "") -> Form:
        """The form whose action ends in ``action`` and which has a field ``having``. Raises ``NotHeldError``."""
        for form in self.forms:
            if form.method == "post" and form.action.endswith(action) and (not having or having in form.names):
                return form
        raise NotHeldError(f"the page {self.url} has no such form (…{action})")


class Browser:
    """Cookies and redirects of one browser, without scripts."""

    def __init__(self, base: str) -> None:
        self._client = httpx.Client(base_url=base, follow_redirects=True, timeout=20.0)

    def open(self, path: str, *, status: int = 200) -> Page:
        """Open a page. Raises ``NotHeldError`` for another status."""
        return self._page(self._client.get(path), status)

    def send(self, page: Page, form: Form, given: dict[str, str] | None = None, *, status: int = 200) -> Page:
        """Send a form of a page with what was typed into it. Raises ``NotHeldError`` for another status."""
        target = urljoin(page.url, form.action) if form.action else page.url
        response = self._client.post(target, data=form.values | (given or {}), headers={"Referer": page.url})
        return self._page(response, status)

    def press(self, page: Page, path: str, *, status: int = 200) -> Page:
        """Press a button that posts to ``path`` with the page's form token."""
        return self.send(page, Form(path, "post", {TOKEN: _token(page)}), status=status)

    def post_for_json(self, page: Page, path: str) -> dict[str, str]:
        """What a page's script does: a POST with the page's form token, answered by JSON."""
        response = self._client.post(path, headers={"X-CSRFToken": _token(page), "Referer": page.url})
        hold(response.status_code == httpx.codes.OK, f"{path} answered {response.status_code}")
        return {str(key): str(value) for key, value in response.json().items()}

    def fetch(self, path: str) -> bytes:
        """What a page's script fetches. Raises ``NotHeldError`` where it is not there."""
        response = self._client.get(path)
        hold(response.status_code == httpx.codes.OK, f"{path} answered {response.status_code}")
        return response.content

    def cookies(self) -> list[str]:
        """The names of the cookies that were set."""
        return sorted({cookie.name for cookie in self._client.cookies.jar})

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    @staticmethod
    def _page(response: httpx.Response, status: int) -> Page:
        hold(response.status_code == status, f"{response.url} answered {response.status_code} instead of {status}")
        reader = _Reader()
        reader.feed(response.text)
        text = " ".join(" ".join(reader.text).split())
        return Page(str(response.url), response.status_code, response.text, tuple(reader.forms), text)


def _token(page: Page) -> str:
    """The form token of a page, in a form or, for its scripts, outside of any."""
    found = re.search(rf'name="{TOKEN}" value="([^"]+)"', page.html)
    return found[1] if found else ""
