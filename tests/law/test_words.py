"""Words that have no place in the project, and what to write instead."""

import re

import pytest

from tests.law import tree

HERE = "tests/law/test_words.py"
EVERYWHERE = {
    r"/(?:root|home/\w+|work)/\w": "a path of one machine: name it relative to the project",
    r"/tmp/(?!\.X11)\w": "a fixed path for temporary files: use tempfile or tmp_path",
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmmirror\.com)\b": "each machine has its own registry",
}
IN_CODE = {
    r"\b(?:TODO|FIXME|XXX)\b": "finish it, or write an issue",
    r"\bNotImplementedError\b": "leave out what is not there yet",
    r"except (?:Base)?Exception:\s*\n\s+pass\b": "catch what you expect, and say why it does not matter",
    r"#\s*type:\s*ignore(?!\[[\w,\- ]+\]\s+#)": "say which and why: `# type: ignore[code]  # why`",
    r"#\s*noqa(?!: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+\S)": "name the rule and give the reason: `# noqa: RULE - why`",
    r"pytest\.skip\(\s*\)": "say plainly why the test is skipped",
}
# Strings of commands that themselves speak of such words, or fixed places of an operating system.
ALLOWED = {HERE, "package-lock.json"}


def findings(pattern: str, suffixes: set[str] | None) -> list[str]:
    expression = re.compile(pattern)
    found = []
    for path in tree.text_files():
        if tree.name(path) in ALLOWED or (suffixes and path.suffix not in suffixes):
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{tree.name(path)}:{text.count(chr(10), 0, hit.start()) + 1}" for hit in expression.finditer(text)]
    return found


@pytest.mark.parametrize("pattern", EVERYWHERE)
def test_no_file_says(pattern: str) -> None:
    assert not findings(pattern, None), EVERYWHERE[pattern]


@pytest.mark.parametrize("pattern", IN_CODE)
def test_no_code_says(pattern: str) -> None:
    assert not findings(pattern, {".py", ".js", ".css", ".html"}), IN_CODE[pattern]
