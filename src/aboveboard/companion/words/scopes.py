"""What each scope means, in plain words: one row a scope, so that a new one is a row and no window."""

from __future__ import annotations

from typing import Final, NamedTuple

from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop
from aboveboard.wire.types import Scope


class ScopeWords(NamedTuple):
    """``{name}`` is the technician. ``asks``: the question; ``can`` and ``cannot``: what a yes allows and what not.

    ``live``: the line in the bar while it holds; ``over``: the same once it ended.
    """

    icon: str
    asks: str
    can: str
    cannot: str
    live: str
    over: str


_WORDS: Final[dict[str, ScopeWords]] = {
    "view": ScopeWords(
        "eye",
        noop("May {name} see your screen?"),
        noop("They see what you choose, live. Nothing is kept."),
        noop("They cannot click, type, or see what you hide."),
        noop("sees your screen"),
        noop("no longer sees your screen"),
    ),
    "point": ScopeWords(
        "mouse-pointer-2",
        noop("May {name} point and draw on your screen?"),
        noop("They can show you where to click. Your mouse stays yours."),
        noop("They cannot click or type themselves."),
        noop("can point and draw"),
        noop("can no longer point and draw"),
    ),
    "control": ScopeWords(
        "keyboard",
        noop("May {name} use your mouse and keyboard?"),
        noop("They can click and type on your computer while you watch. When you move the mouse, you come first."),
        noop("They cannot press anything in the windows of this program: no yes, no password, not the bar on top."),
        noop("can click and type"),
        noop("can no longer click and type"),
    ),
    "clipboard": ScopeWords(
        "clipboard",
        noop("May {name} share copied text with you?"),
        noop("Text that you copy reaches them, and text that they copy reaches you."),
        noop("What you copied before your yes stays yours. Do not copy passwords while this is on."),
        noop("shares copied text"),
        noop("no longer shares copied text"),
    ),
    "files": ScopeWords(
        "folder",
        noop("May {name} offer you files and ask for files?"),
        noop("You are asked about each file, with its name, its size and the reason."),
        noop("They cannot look into your folders, and get no file that you did not pick yourself."),
        noop("can offer and ask for files"),
        noop("can no longer offer and ask for files"),
    ),
    "tool": ScopeWords(
        "wrench",
        noop("May {name} offer you repair tools?"),
        noop("You are asked about each tool, what it does and how to undo it, before it runs."),
        noop("They cannot run anything that the company has not signed, or that you did not agree to."),
        noop("can offer repair tools"),
        noop("can no longer offer repair tools"),
    ),
    "password": ScopeWords(
        "key-round",
        noop("May {name} ask you for a password that the repair needs?"),
        noop("You type it yourself, for this repair. They see it once, and it is gone at the end."),
        noop("Never give your bank's password or codes: no repair needs them."),
        noop("can ask for a password"),
        noop("can no longer ask for a password"),
    ),
    "diagnostics": ScopeWords(
        "activity",
        noop("May {name} read facts about your computer?"),
        noop("You see the list first and strike out what you do not want to tell."),
        noop("Nothing outside the list is read, and none of your files is opened."),
        noop("reads facts about your computer"),
        noop("may no longer read facts about your computer"),
    ),
    "voice": ScopeWords(
        "mic",
        noop("May {name} talk with you through this computer?"),
        noop("You and the technician hear each other. Nothing is kept."),
        noop("They hear nothing while you have this switched off."),
        noop("can hear you"),
        noop("can no longer hear you"),
    ),
    "recording": ScopeWords(
        "video",
        noop("May this session be recorded?"),
        noop("Sound and picture are kept, if everybody says yes. You get a copy."),
        noop("What you hide is not in the recording either."),
        noop("records this session"),
        noop("no longer records this session"),
    ),
}
_UNKNOWN: Final = ScopeWords(
    "circle-alert",
    noop("{name} asks for something that this version does not know. Say no."),
    noop("This program cannot tell you what it would allow."),
    noop("Nothing happens without your yes."),
    noop("has something that this version does not know"),
    noop("no longer has what this version does not know"),
)


_LISTED_FIRST: Final = noop("may read facts, once you agreed to the list")


def live_of(live: Live, standing: Standing) -> str:
    """What this permission means at the moment, in the person's language: the line in the bar while it holds."""
    if live.scope is Scope.DIAGNOSTICS and live.participant not in standing.told:
        return _(_LISTED_FIRST)
    return words_of(live.scope).live


def words_of(scope: str) -> ScopeWords:
    """The words of a scope in the person's language, with ``{name}`` still open."""
    row = _WORDS.get(scope, _UNKNOWN)
    return ScopeWords(row.icon, _(row.asks), _(row.can), _(row.cannot), _(row.live), _(row.over))
