"""What people typed, without what acts instead of being read: control characters, and signs that reorder text.

For one line the rule is the wire's own; a text of many lines keeps its line breaks and tabs.
"""

import re

from aboveboard.wire.payloads import PLAIN

_LINE = re.compile(PLAIN)
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def is_line(text: str) -> bool:
    """Whether this is one line that shows what it says: nothing in it acts, and something in it can be seen."""
    return bool(_LINE.match(text)) and any(sign.isprintable() and not sign.isspace() for sign in text)


def text(typed: str) -> str:
    """The text as it is kept, stripped. Every line break is `\\n`; what could not be seen anyway is left out."""
    return _ACTING.sub("", _BREAKS.sub("\n", typed)).strip()
