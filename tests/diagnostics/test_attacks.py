"""What somebody who means harm puts into a captured computer or a file of rules: nothing hangs, breaks or is obeyed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from aboveboard.command import diagnose
from aboveboard.diagnostics.answers import NotTold, Recorded, described
from aboveboard.diagnostics.linux.kinds import kind_of
from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.linux.network import read_names
from aboveboard.diagnostics.rules import RuleError, load_rules
from aboveboard.diagnostics.watch.folder import Unreadable
from aboveboard.diagnostics.watch.store import KEPT, Store
from aboveboard.diagnostics.words import moment
from tests.diagnostics.machines.corpus import HEALTHY
from tests.diagnostics.rule_files import written

CLOCK = 1e12
"""The year 33658, which a file's time may have and no calendar of Python."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return HEALTHY["ubuntu-24-laptop"]().write(tmp_path / "machine")


def _put(root: Path, name: str, content: bytes) -> None:
    (root / name).unlink(missing_ok=True)
    (root / name).write_bytes(content)


def _seconds(work: object) -> float:
    """Processor time of it. A search that goes over a file again from each of its signs takes hours, not seconds, and
    lets no other thread give it up.
    """
    assert callable(work)
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_a_table_of_mounts_of_one_endless_line_is_read_once(root: Path) -> None:
    for line in (b" / " * 40_000, b" / - overlay " * 10_000, b" / / - ext4 " * 10_000):
        _put(root, "proc/self/mountinfo", line + b"\n")
        (root / ".dockerenv").touch()
        assert _seconds(lambda: kind_of(Captured(root))) < 5


def test_a_list_of_resolvers_of_empty_lines_is_read_once(root: Path) -> None:
    _put(root, "etc/resolv.conf", b"x\n" + b"\n" * 100_000 + b"x")
    assert _seconds(lambda: read_names(Captured(root))) < 5


@pytest.mark.parametrize("way", [(), ("--html", "-"), ("--ask", "https://help.example"), ("--json",)])
def test_a_time_that_no_calendar_has_breaks_no_way_to_show_it(
    root: Path, way: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "aboveboard" / "system.json").unlink()
    for at in (CLOCK, -CLOCK):
        os.utime(root, (at, at))
        assert diagnose.run(["--root", str(root), "--language", "en", *way]) in (0, 1)
    assert capsys.readouterr().out


def test_a_time_that_no_calendar_has_is_shown_as_the_number_it_is() -> None:
    assert moment(CLOCK, "en") == "1000000000000"


def test_a_file_of_rules_that_is_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(RuleError, match="not a plain file"):
            load_rules(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["own.rule"]\nx = ' + "9" * 1_400 + "\n", "there is no x"),
        ("x = " + "_".join(["9" * 1_000] * 5) + "\n", "a line is longer"),
        ("a." * 100_000 + "b = 1\n", "a line is longer"),
    ],
)
def test_a_file_of_rules_with_endless_names_or_numbers_is_refused_at_once(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RuleError, match=said):
        load_rules(path)


def test_a_rule_that_takes_long_to_try_out_is_refused(tmp_path: Path) -> None:
    """Whether its two conditions go together is tried with a number between each two limits, of all values at once."""
    units = {"used_share": "%", "inodes_used_share": "%", "free": "GB", "size": "GB"}
    when = " and ".join(f"{name} > {limit} {unit}" for name, unit in units.items() for limit in (70, 80, 90))
    clear = " and ".join(f"{name} < 10 {unit}" for name, unit in units.items())
    rule = f'systems = ["linux"]\nmeasure = "disk.space"\nwarn.when = "{when}"\nwarn.clear = "{clear}"\n'
    texts = 'what = "Full"\nadvice = "Tidy up."\nconfirm.linux = "df"\n'
    with pytest.raises(RuleError, match="too many values"):
        load_rules(written(tmp_path, f'["own.rule"]\n{rule}{texts}'))


def test_a_file_of_rules_tells_a_terminal_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, '["own.rule"]\n"\\u001b]0;mine\\u0007\\u001b[31m" = 1\n')
    assert diagnose.run(["--rules", str(path)]) == diagnose.UNREADABLE
    told = capsys.readouterr().err
    assert "there is no ?]0;mine" in told
    assert "\x1b" not in told
    assert "\x07" not in told


def test_no_folder_of_a_recording_leads_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "sysctl.txt").write_text("kern.hostname: outside\n")
    (outside / "system.json").write_text('{"system": "macos"}')
    recording = tmp_path / "recording"
    recording.mkdir()
    for name in ("macos", "aboveboard"):
        (recording / name).symlink_to(outside)
    with pytest.raises(NotTold):
        Recorded(recording, "macos").data("sysctl.txt")
    assert described(recording) == {}


def test_what_was_written_into_the_watchs_file_tells_a_terminal_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / KEPT
    path.write_text('{"\\u001b]0;mine\\u0007\\u001b[31m": 1}')
    path.chmod(0o600)
    with pytest.raises(Unreadable, match="unknown field") as caught:
        Store(tmp_path, None).peek()
    assert str(caught.value).isprintable()
    _, told = Store(tmp_path, None).load()
    assert told
    assert all(one.isprintable() for one in told)
