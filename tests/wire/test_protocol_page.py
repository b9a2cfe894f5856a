"""The page for implementers names the source it describes, so that it is read again when that changes."""

import re
from hashlib import sha256
from pathlib import Path

import aboveboard.wire
from aboveboard.wire.closes import CloseCode
from aboveboard.wire.gates import GATES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "protocol.md"
SOURCE = Path(aboveboard.wire.__file__).parent
FILES = (
    *("types", "header", "payloads", "remote", "computer", "bodies", "patch"),
    *("gates", "limits", "closes", "table", "codec", "keys", "words"),
)


def source_hash() -> str:
    digest = sha256()
    for name in FILES:
        digest.update(f"{name}.py\n".encode() + (SOURCE / f"{name}.py").read_bytes())
    return digest.hexdigest()


def test_the_page_describes_this_source() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = re.search(r"`([0-9a-f]{64})`", page)
    assert named is not None
    assert named[1] == source_hash(), "read docs/reference/protocol.md against the change, then name the new hash there"
    assert " ".join(FILES) in page


def test_every_type_has_its_row_as_the_gates_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind, gate in GATES.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| 0x{int(kind):02X} | {kind.name} |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        letters = {"C": "customer", "T": "technician", "R": "relay"}
        assert {letters[letter] for letter in cells[2].split("/")} == {role.value for role in gate.senders}
        assert cells[3:5] == [gate.way.value, gate.scope.value if gate.scope else "\u2013"]
        assert cells[6:] == [f"{gate.max_bytes:,}", str(gate.per_second)]


def test_every_close_code_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for code in CloseCode:
        assert f"\n| {int(code)} | " in page
