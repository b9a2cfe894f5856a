"""What a file that comes from elsewhere may be called here, on any system.

The strictest rules of all systems hold on each, so that a name means the same everywhere and nothing that a person
reads before they say yes looks like something else. Nothing is repaired: a name that does not fit is refused.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Final

NAME_BYTES: Final = 240
"""Of a name in UTF-8: what file systems take, less what a number behind the name needs."""
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "config$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)
_OBEYED: Final = frozenset({"desktop.ini", "autorun.inf", "thumbs.db"})
"""Names that Windows itself acts on when a folder is shown."""
_RESERVED: Final = frozenset('<>:"/\\|?*')
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of what nobody sees: control, format (which turns direction), lone surrogates, unassigned."""


class UnsafeNameError(ValueError):
    """A name that no file may have here; the text says why, in English, without the name."""


def safe_name(name: str) -> str:
    """``name``, unchanged. Raises ``UnsafeNameError``."""
    if not name:
        raise UnsafeNameError("the name is empty")
    if any(unicodedata.category(sign) in _UNSEEN for sign in name):
        raise UnsafeNameError("the name holds characters that cannot be seen")
    if any(sign in _RESERVED for sign in name):
        raise UnsafeNameError('the name holds one of < > : " / \\ | ? *')
    if name.startswith("."):
        # Programs obey such files without showing them: .profile would run at the next sign-in.
        raise UnsafeNameError("the name begins with a dot, which hides the file")
    if name[-1] in " ." or name[0].isspace() or name[-1].isspace():
        raise UnsafeNameError("the name begins or ends with a space, or ends with a dot")
    if any(first.isspace() and second.isspace() for first, second in pairwise(name)):
        # Enough of them push the true ending out of sight.
        raise UnsafeNameError("the name holds several spaces in a row")
    if len(name.encode()) > NAME_BYTES:
        raise UnsafeNameError(f"the name is longer than {NAME_BYTES} bytes")
    plain = unicodedata.normalize("NFKC", name).casefold()
    if plain.partition(".")[0].rstrip() in _DEVICES or plain in _OBEYED:
        raise UnsafeNameError("the name belongs to the system")
    if any(sign in _RESERVED or sign in "\0" for sign in plain) or plain.startswith("."):
        raise UnsafeNameError("the name holds a look-alike of a character that names may not hold")
    return name


def sayable_name(name: str) -> str:
    """The name of a file of this computer as it may be told: what cannot be seen or said becomes an underscore."""
    said = "".join("_" if unicodedata.category(sign) in _UNSEEN or sign in "/\\" else sign for sign in name)
    return said[:255] or "_"


def numbered(name: str, number: int) -> str:
    """``name (2).ext``: the name of one more file of this name. ``number`` 1 is the name itself."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"
