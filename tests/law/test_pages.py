"""Pages hold no script or style of their own and ask nobody but us for anything."""

import re
from pathlib import Path

import pytest

from tests.law import tree

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->|/\*.*?\*/", re.DOTALL)
MARKUP = {
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>": "put the script in static/js and link to it",
    r"<style\b": "put the rules in static/css",
    r"\sstyle=": "give it a class",
    r"\son[a-z]+=\s*[\"']": "listen in a module of static/js",
    r"javascript:": "use a button and a module of static/js",
    r"\|\s*safe\b|\{%\s*autoescape off": "let Django escape it; make markup in a template",
}
OUTSIDE = re.compile(
    r"""(?:\b(?:src|srcset|action|data|poster)=\s*["']?|\burl\(\s*["']?|@import\s+["']?|\bimport\s*\(?\s*["']"""
    r"""|\bfrom\s+["']|\bfetch\(\s*["'`]|<link[^>]*\bhref=\s*["']?)\s*(?:https?:)?//"""
)


def templates() -> list[Path]:
    """The templates of pages; letters are not pages."""
    return [path for path in tree.files(".html", under=tree.PACKAGE) if tree.room(path) != "letters"]


def without_comments(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("pattern", MARKUP)
def test_no_template_holds(pattern: str) -> None:
    expression = re.compile(pattern, re.IGNORECASE)
    found = [
        f"{tree.name(path)}: {hit.group(0)}"
        for path in templates()
        for hit in expression.finditer(without_comments(path))
    ]
    assert not found, f"{MARKUP[pattern]}: {found}"


def test_no_page_part_asks_another_origin() -> None:
    parts = [*templates(), *tree.files(".css", ".js", ".svg", under=tree.PACKAGE)]
    found = [f"{tree.name(path)}: {hit.group(0)}" for path in parts for hit in OUTSIDE.finditer(without_comments(path))]
    assert not found, f"keep the file with us, under static/: {found}"


def test_the_patterns_find_what_they_are_for() -> None:
    """The attack beside the law: each of these once got past somebody's eyes."""
    assert OUTSIDE.search('<img src="//cdn.example/x.png">')
    assert OUTSIDE.search("@import 'https://fonts.example/a.css';")
    assert OUTSIDE.search('import x from "https://esm.example/x";')
    assert OUTSIDE.search('<link rel="stylesheet" href="https://cdn.example/x.css">')
    assert not OUTSIDE.search('<a href="https://example.org">a plain link may lead away</a>')
