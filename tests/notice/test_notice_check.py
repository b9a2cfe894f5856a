"""`aboveboard notice check`: the folder is read like a compiler, whatever stands in it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.command import notice_check
from aboveboard.notice.reader import MAX_FILE_BYTES
from tests.notice.folder import EXAMPLE, change, copy_to, drop

NAMES = sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*") if path.is_file())


def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = notice_check.run([str(folder)])
    return status, capsys.readouterr().out.splitlines()


def test_the_example_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(EXAMPLE, capsys) == (0, [])


def test_each_line_names_place_kind_what_is_wrong_and_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    change(folder, "categories.toml", "[notes]", "[jottings]")
    change(folder, "matrix.toml", '"operational"]', '"operational", "jottings"]')
    status, lines = check(folder, capsys)
    assert status == 1
    off = next(line for line in lines if "Notes for colleagues” is off" in line)
    assert off.startswith("categories.toml: finding: ")
    assert "the notice does not disclose `notes`" in off
    assert 'switched_off = ["notes"]' in off
    matrix = [line for line in lines if line.startswith("matrix.toml:")]
    assert any("the undeclared category `notes`" in line for line in matrix)
    assert all(line.split(":")[1].isdigit() for line in matrix)
    assert any("“Notes for colleagues”" in line for line in matrix), "the consequence belongs to each message"


def test_a_deleted_category_is_one_line_a_file_with_every_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    rows = (folder / "matrix.toml").read_text(encoding="utf-8").splitlines()
    drop(folder, "categories.toml", "chat")
    _status, lines = check(folder, capsys)
    [line] = [line for line in lines if line.startswith("matrix.toml:")]
    places = [number for number, row in enumerate(rows, 1) if '"chat"' in row and not row.startswith("#")]
    assert len(places) > 1
    said = line.split("take `chat` out of matrix.toml, lines ")[1].split(";")[0]
    assert [int(one) for one in said.replace(" and ", ", ").split(", ")] == places


def test_switched_off_at_the_end_of_the_file_is_told_where_to_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    text = (folder / "notice.toml").read_text(encoding="utf-8")
    (folder / "notice.toml").write_text(f'{text}\nswitched_off = ["notes"]\n', encoding="utf-8")
    _status, [line] = check(folder, capsys)
    assert line.startswith(f"notice.toml:{len(text.splitlines()) + 2}: error: `switched_off` stands under [")
    assert line.endswith("above [controller].")


def test_a_number_where_a_text_belongs_is_told_to_be_put_in_quotes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", 'version = "1"', "version = 1")
    _status, [line] = check(folder, capsys)
    assert '`version` is a number, not a text. Put it in quotes: "1".' in line


def test_the_last_line_counts_and_says_what_follows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", "code-minutes = 10", "code-minutes = 600")
    notice_check.run([str(folder)])
    assert capsys.readouterr().err == "No errors, 1 finding: it starts, with something off.\n"
    change(folder, "notice.toml", 'version = "1"', "version = 1")
    notice_check.run([str(folder)])
    assert capsys.readouterr().err.startswith("1 error, no findings: it does not start")


def test_a_feature_that_is_off_by_choice_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", 'version = "1"', 'version = "1"\nswitched_off = ["notes"]')
    assert check(folder, capsys) == (0, [])
    change(folder, "notice.toml", '\nswitched_off = ["notes"]', '\nswitched_off = ["nots"]')
    status, lines = check(folder, capsys)
    assert status == 1
    assert "no feature `nots`" in lines[0]


def test_what_stops_the_start_is_an_error_and_the_rest_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/en/mail.md", "{promise:mail.reminders}", "")
    status, lines = check(folder, capsys)
    assert status == 1
    assert [line for line in lines if line.startswith("clauses/en: error: ")]


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notice_check.run([str(EXAMPLE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(EXAMPLE), "ok": True, "problems": []}
    folder = copy_to(tmp_path)
    change(folder, "notice.toml", "code-minutes = 10", "code-minutes = 600")
    assert notice_check.run([str(folder), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert not report["ok"]
    [problem] = report["problems"]
    assert (problem["file"], problem["kind"]) == ("notice.toml", "finding")
    assert isinstance(problem["line"], int)
    assert "guessed" in problem["what"]
    assert "1 to 60" in problem["write"]


def test_it_needs_no_django() -> None:
    """An operator's lawyer may run it where only the notice is."""
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from aboveboard.command.__main__ import main\n"
        "raise SystemExit(main(['notice', 'check']))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_words_of_the_folder_cannot_speak_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_to(tmp_path)
    with (folder / "clauses/en/calls.md").open("a", encoding="utf-8") as file:
        file.write("\n\nBy using our site\x1b[2J you agree.\u2028clauses/en/calls.md: fine\n")
    _status, lines = check(folder, capsys)
    assert any("mere use" in line for line in lines)
    assert not [line for line in lines if not line.isprintable()]


@pytest.mark.parametrize("name", ["categories.toml", "clauses/en/mail.md", "terms/en.md"])
def test_a_link_out_of_the_folder_is_not_read(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Attack: what the file says is published, so it must not be a file of the machine."""
    folder = copy_to(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("key = 'hunter2'\n")
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    status, lines = check(folder, capsys)
    assert status == 1
    assert any("leads out of the folder" in line for line in lines)
    assert "hunter2" not in "\n".join(lines)


def test_links_inside_the_folder_and_a_linked_folder_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    (folder / "matrix.toml").rename(folder / "rows.toml")
    (folder / "matrix.toml").symlink_to("rows.toml")
    (tmp_path / "linked").symlink_to(folder)
    assert check(tmp_path / "linked", capsys) == (0, [])


@pytest.mark.parametrize("name", ["matrix.toml", "clauses/en/mail.md"])
def test_loops_pipes_and_folders_in_place_of_a_file(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, make in enumerate((lambda at: at.symlink_to(at.name), os.mkfifo, Path.mkdir)):
        folder = copy_to(tmp_path / str(number))
        (folder / name).unlink()
        make(folder / name)
        status, lines = check(folder, capsys)
        assert status == 1
        assert any(line.startswith(f"{name}: error: ") for line in lines)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_to(tmp_path)
    with (folder / "clauses/en/mail.md").open("wb") as file:
        file.truncate(1 << 40)
    status, lines = check(folder, capsys)
    assert status == 1
    assert any(f"more than {MAX_FILE_BYTES} bytes" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("categories.toml", "[" + " " * 200_000),
        ("categories.toml", "[chat]\n" + "[" + "a " * 100_000),
        ("clauses/en/mail.md", "By using " * 25_000),
        ("clauses/en/mail.md", "changes apply " * 15_000 + "IP address " * 4_000),
        ("clauses/en/mail.md", "wenn Sie nutzen " * 15_000),
        ("clauses/en/mail.md", "{" * 200_000),
        ("clauses/en/mail.md", "- x\n\n" * 40_000),
        ("clauses/en/mail.md", "{promise:" * 25_000),
    ],
)
def test_long_and_odd_content_ends_in_words(
    name: str, content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_to(tmp_path)
    (folder / name).write_text(content, encoding="utf-8")
    status, lines = check(folder, capsys)
    assert status == 1
    assert lines


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.data())
def test_anything_in_any_file_ends_in_lines_of_words(name: str, data: st.DataObject) -> None:
    good = (EXAMPLE / name).read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 60)))
    with tempfile.TemporaryDirectory() as place:
        folder = copy_to(Path(place))
        (folder / name).write_bytes(good[:start] + data.draw(st.binary(max_size=40)) + good[end:])
        problems = notice_check.examine(folder)
    for problem in problems:
        assert "\n" not in notice_check.said(problem)
        assert problem.what
        assert problem.write


def test_a_category_that_is_not_even_disclosed_can_be_left_out_cleanly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the page for operators tells it: out of both tables, and the feature off."""
    folder = copy_to(tmp_path)
    drop(folder, "categories.toml", "notes")
    matrix = (folder / "matrix.toml").read_text(encoding="utf-8")
    (folder / "matrix.toml").write_text(matrix.replace('"notes", ', "").replace('"notes"', ""), encoding="utf-8")
    change(folder, "notice.toml", 'version = "1"', 'version = "1"\nswitched_off = ["notes"]')
    assert check(folder, capsys) == (0, [])
