"""The operator's library: what is in it verifies, and `aboveboard tools` makes, signs and looks after it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from aboveboard import toolbox
from aboveboard.command import tools
from aboveboard.toolbox import keyfile, source
from aboveboard.toolbox.library import Library, OtherSignerError, read
from aboveboard.wire.remedy import RemedyError, fingerprint, pack, parse
from tests.toolbox.made import KEY, OTHER, remedy

EXAMPLES = Path(toolbox.__file__).parent / "example"


def test_what_was_added_is_listed_and_given_out_by_its_digest(tmp_path: Path) -> None:
    library = Library(tmp_path / "tools")
    assert library.entries() == []
    entry = library.add(remedy())
    assert [one.digest for one in library.entries()] == [entry.digest]
    assert library.package(entry.digest) == remedy()
    assert library.package("0" * 64) is None
    assert library.remove("say-hello", "1.0")
    assert not library.remove("say-hello", "1.0")
    assert library.entries() == []


def test_a_damaged_file_is_not_offered_and_is_named(tmp_path: Path) -> None:
    library = Library(tmp_path)
    entry = library.add(remedy())
    package = bytearray(entry.file.read_bytes())
    package[-1] ^= 1
    entry.file.write_bytes(package)
    os.utime(entry.file, ns=(1, 1))
    assert library.entries() == []
    assert [bad.file for bad in library.refused()] == [entry.file]
    assert library.package(entry.digest) is None


def test_another_signer_is_not_taken_in_passing(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.add(remedy())
    with pytest.raises(OtherSignerError, match=fingerprint(KEY.public_key().public_bytes_raw())):
        library.add(remedy(version="2.0", key=OTHER))
    assert len(library.entries()) == 1
    library.add(remedy(version="2.0", key=OTHER), other_signer=True)
    assert len(library.entries()) == 2


def test_a_key_is_never_written_over_and_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    file = tmp_path / "tool.key"
    made = keyfile.make(file, "correct horse")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        keyfile.make(file, "")
    with pytest.raises(RemedyError, match="passphrase"):
        keyfile.load(file, "wrong")
    assert keyfile.load(file, "correct horse").private_bytes_raw() == made.private_bytes_raw()


def test_a_link_or_a_folder_among_the_files_is_refused(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "larger-text", tmp_path / "one")
    (tmp_path / "one" / "more").symlink_to("/etc/passwd")
    with pytest.raises(RemedyError, match="plain file"):
        source.read(tmp_path / "one")
    (tmp_path / "one" / "more").unlink()
    (tmp_path / "one" / "more").mkdir()
    with pytest.raises(RemedyError, match="plain file"):
        source.read(tmp_path / "one")


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda one: one.name)
def test_each_example_makes_a_package_that_says_what_it_is(folder: Path) -> None:
    description, files = source.read(folder)
    read_again = parse(pack(description, files, KEY)).description
    assert read_again.key == folder.name
    assert read_again.touches.en != read_again.touches.de
    assert not read_again.administrator
    if read_again.undo.program:
        assert "undone" in read_again.undo.how.en


def test_the_whole_way_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ABOVEBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TOOL_KEY_PASSPHRASE", "a word")
    key, package, sources = tmp_path / "tool.key", tmp_path / "p.remedy", tmp_path / "sources"
    assert tools.run(["key", str(key)]) == 0
    made = capsys.readouterr().out
    assert tools.run(["examples", str(sources)]) == 0
    assert tools.run(["sign", str(sources / "largest-in-home"), "--key", str(key), "--out", str(package)]) == 0
    assert tools.run(["check", str(package)]) == 0
    assert tools.run(["add", str(package)]) == 0
    capsys.readouterr()
    assert tools.run(["list"]) == 0
    listed = capsys.readouterr().out
    assert "largest-in-home 1.0" in listed
    signer = fingerprint(read(package)[0].signer)
    assert signer in listed
    assert signer in made
    assert tools.run(["remove", "largest-in-home", "1.0"]) == 0
    assert tools.run(["remove", "largest-in-home", "1.0"]) == 1
    assert tools.run(["check"]) == 0


def test_what_is_wrong_is_said_in_words_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ABOVEBOARD_DATA", str(tmp_path / "data"))
    bad = tmp_path / "bad.remedy"
    bad.write_bytes(remedy()[:-1])
    assert tools.run(["add", str(bad)]) == 1
    assert "signature" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
    assert tools.run(["add", str(tmp_path / "none")]) == 1
    assert "No such file" in capsys.readouterr().err
