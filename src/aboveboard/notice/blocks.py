"""The blocks of a clause's source: paragraphs and lists with their lines, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_LIST = re.compile(r"\s{0,3}(?:[-*+]|\d{1,3}[.)])\s")
_MARKS = re.compile(r"[ \t]*\{(?:promise|words):[^{}\n]{0,80}\}")
_END = re.compile(r"(?<=[.!?:;])[\"”“»)*_]*\s+")


class Block(msgspec.Struct, frozen=True):
    """A paragraph, or a whole list. line: 1-based, of its first line; text: as it stands in the file."""

    line: int
    text: str

    @property
    def is_list(self) -> bool:
        return _LIST.match(self.text) is not None

    @property
    def announces(self) -> bool:
        """Whether it ends with a colon, so that the list below it belongs to it."""
        return _MARKS.sub("", self.text).rstrip().endswith(":")


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a Markdown text; headings and rules are none."""
    found: list[Block] = []
    start, lines = 0, [*text.split("\n"), ""]
    for number, line in enumerate(lines):
        if line.strip():
            continue
        piece = "\n".join(lines[start:number])
        if piece.strip() and not piece.lstrip().startswith(("#", "---", "***")):
            if found and _LIST.match(piece) and found[-1].is_list:
                # A list whose items stand apart is still one list.
                found[-1] = Block(found[-1].line, f"{found[-1].text}\n\n{piece}")
            else:
                found.append(Block(start + 1, piece))
        start = number + 1
    return found


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence on one line without marks, and the 1-based line on which it begins."""
    for block in blocks(text):
        at = 0
        for end in [found.end() for found in _END.finditer(block.text)] + [len(block.text)]:
            raw = block.text[at:end]
            line = block.line + block.text.count("\n", 0, at + len(raw) - len(raw.lstrip()))
            said = " ".join(_MARKS.sub("", raw).split())
            if said:
                yield line, said
            at = end
