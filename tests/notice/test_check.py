"""Each fault an operator can make: found, with the file, the line and what to write."""

from pathlib import Path

import pytest

from aboveboard.notice import NoticeError, load
from aboveboard.notice.check import cookie_is_declared
from aboveboard.notice.tables import gates
from tests.notice.folder import change, copy_to

FAULTS = [
    # file, old, new, file named, line must be known, words of the complaint
    ("categories.toml", 'level = "personal"', 'level = "private"', "categories.toml", True, "Invalid enum value"),
    ("categories.toml", 'keep_for = "P90D"', 'keep_for = "90 days"', "categories.toml", True, "not a duration"),
    ("categories.toml", "\nkeep_for", "\nkept_for", "categories.toml", True, "no key `kept_for`"),
    ("categories.toml", "[chat]", "[Chat]", "categories.toml", True, "cannot be a key"),
    ("categories.toml", "[chat]", "[chat", "categories.toml", True, "not TOML"),
    ("matrix.toml", "triage =", "tirage =", "matrix.toml", True, "no purpose `tirage`"),
    ("recipients.toml", 'ground = "processor"', 'ground = "sale"', "recipients.toml", True, "unknown ground `sale`"),
    ("recipients.toml", "https://quillpost", "javascript:quillpost", "recipients.toml", True, "policy"),
    ("cookies.toml", 'who = "customers"', 'who = "us"', "cookies.toml", True, "Invalid enum value"),
    ("notice.toml", "effective = 2026-11-01", 'effective = "soon"', "notice.toml", True, "Invalid RFC3339"),
    ("notice.toml", "[privacy_officer]", "[officer]", "notice.toml", True, "no key `officer`"),
    ("clauses.toml", 'id = "about"', 'id = "abuot"', "clauses/en/abuot.md", False, "missing"),
    ("clauses.toml", 'id = "contact"', 'id = "terms"', "clauses.toml", True, "twice"),
    ("clauses/de/mail.md", "{promise:mail.reminders}", "", "clauses/de", False, "carries the promise `mail.reminders`"),
    ("clauses/en/mail.md", "{promise:mail.reminders}", "{promise:mail.x}", "clauses/en/mail.md", True, "no promise"),
    ("clauses/en/children.md", "{number:minimum-age}", "{number:age}", "clauses/en/children.md", True, "names nothing"),
    ("promises.toml", "[words_only]", '[words_only]\n"use.no-sale" = "x"', "promises.toml", True, "words only, yet"),
]


@pytest.mark.parametrize(("name", "old", "new", "file", "has_line", "words"), FAULTS)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, file: str, has_line: bool, words: str
) -> None:
    folder = copy_to(tmp_path)
    change(folder, name, old, new)
    with pytest.raises(NoticeError) as caught:
        load(folder)
    fitting = [problem for problem in caught.value.problems if problem.file == file and words in problem.what]
    assert fitting, str(caught.value)
    assert (fitting[0].line is not None) == has_line
    assert fitting[0].write
    assert "Traceback" not in str(caught.value)


def test_the_line_is_the_right_one(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    lines = (folder / "categories.toml").read_text(encoding="utf-8").splitlines()
    at = lines.index('keep_for = "P90D"')
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "soon"')
    with pytest.raises(NoticeError) as caught:
        load(folder)
    assert caught.value.file == "categories.toml"
    assert caught.value.line == at + 1


def test_all_faults_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "soon"')
    change(folder, "categories.toml", 'level = "secret"', 'level = "top"')
    with pytest.raises(NoticeError) as caught:
        load(folder)
    assert len(caught.value.problems) == 2


def test_an_undeclared_category_closes_the_gate_and_is_a_finding(tmp_path: Path) -> None:
    """Taking a category out switches its feature off; the rest goes on."""
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", "[marks]", "[other-marks]")
    change(folder, "matrix.toml", '"marks"', '"marks", "other-marks"')
    notice = load(folder)
    assert gates(notice)["point"].disclosed is False
    assert gates(notice)["view"].disclosed is True
    assert {finding.file for finding in notice.findings} == {"matrix.toml", "scopes.toml"}
    assert all(finding.line for finding in notice.findings)


def test_data_without_a_purpose_is_refused(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "matrix.toml", '["abuse-guard", ', "[")
    with pytest.raises(NoticeError, match="`abuse-guard` serves no purpose"):
        load(folder)


def test_a_cookie_outside_the_register_is_a_finding() -> None:
    register = load().cookies
    assert cookie_is_declared("aboveboard_session", register) is None
    assert cookie_is_declared("_ga", register) is not None
    assert cookie_is_declared("aboveboard_session", register, storage="local") is not None


def test_a_missing_folder_and_a_missing_file_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="no such folder"):
        load(tmp_path / "nowhere")
    folder = copy_to(tmp_path)
    (folder / "scopes.toml").unlink()
    with pytest.raises(NoticeError, match=r"scopes\.toml: This file is missing"):
        load(folder)


def test_a_value_cannot_smuggle_markup_into_a_clause(tmp_path: Path) -> None:
    """The company's name is data: a link or a picture hidden in it stays text."""
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", '"Larkfield Computer Help"', '"[x](https://evil.example) <b>"')
    about = load(folder).full("en")[0].markdown
    assert "[x](" not in about
    assert r"\[x\]" in about


def test_the_hash_follows_the_content_and_not_the_line_ends(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    same = load().source_hash
    assert load(folder).source_hash == same
    for file in folder.rglob("*.md"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).source_hash == same
    change(folder, "clauses/en/calls.md", "hang up", "ring off")
    assert load(folder).source_hash != same


def test_the_terms_have_a_hash_of_their_own(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    before = load(folder)
    change(folder, "terms/en.md", "Asking costs nothing", "Asking is free")
    after = load(folder)
    assert after.terms_hash != before.terms_hash
    assert after.source_hash != before.source_hash, "a version holds its terms, so its address follows them too"
    change(folder, "clauses/en/calls.md", "hang up", "ring off")
    assert load(folder).terms_hash == after.terms_hash


def test_the_text_follows_the_data(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P45D"')
    notice = load(folder)
    assert any("45 days" in fact.text for fact in notice.short("en"))
    assert any("45 Tage" in fact.text for fact in notice.short("de"))
