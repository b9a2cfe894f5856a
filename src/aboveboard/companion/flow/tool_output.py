"""What a tool writes, as plain text: no escape sequence, no control character, nothing that turns text around."""

from __future__ import annotations

import codecs
import re
from typing import Final

_LONGEST_SEQUENCE: Final = 4096
_SEQUENCE: Final = re.compile(
    r"(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]"  # colours, moves, screens
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, clipboards, pictures
    r"|\x1b[\x20-\x2f]*[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e]"  # the rest of two letters and more
)
_BEGUN: Final = re.compile(
    r"(?:\x1b|\x9b|\x1b\[[\x20-\x3f]*|\x9b[\x20-\x3f]*|\x1b[\x20-\x2f]*"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*\x1b?|\r)\Z"
)
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class Cleaner:
    """Takes bytes as they come, in whatever pieces, and gives text. One for each run."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes, *, last: bool = False) -> str:
        """The text that is complete now; with ``last`` all that is left."""
        text = self._rest + self._decoder.decode(data, last)
        begun = None if last else _BEGUN.search(text)
        # A sequence that never ends is none: its letters are shown, so that nothing is hidden behind a beginning.
        if begun is not None and len(text) - begun.start() <= _LONGEST_SEQUENCE:
            self._rest, text = text[begun.start() :], text[: begun.start()]
        else:
            self._rest = ""
        text = _SEQUENCE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        return _UNSEEN.sub("", text)
