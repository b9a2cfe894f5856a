"""How private things are put away on each system, and what is hidden by itself."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.words.texts import gettext_noop as noop

_WAYS: Final[dict[str, tuple[str, ...]]] = {
    "linux": (
        noop("Close letters, photos, bank pages and mail that the technician need not see. What is open may be seen."),
        noop("Switch notices off: in Gnome and KDE, open the clock or the bell and choose “Do not disturb”."),
        noop("For a few files: install Vaults from your software centre, move them in, and lock the vault."),
    ),
    "darwin": (
        noop("Close letters, photos, bank pages and mail that the technician need not see. What is open may be seen."),
        noop("Switch notices off: open the Control Centre, then Focus, then Do Not Disturb."),
        noop(
            "For a few files: in Disk Utility make a new image from their folder, choose an encryption, and eject it."
        ),
    ),
    "win32": (
        noop("Close letters, photos, bank pages and mail that the technician need not see. What is open may be seen."),
        noop("Switch notices off: open the clock and choose “Do not disturb” or “Focus”."),
        noop("For a few files: move them into Personal Vault in OneDrive. It locks by itself."),
    ),
}
HIDDEN_KINDS: Final = (
    noop("password managers"),
    noop("mail programs and mail pages"),
    noop("banking pages and programs"),
    noop("this program's own window for passwords"),
)
"""What ``host/masks.toml`` hides by default, as a person says it."""


def ways_to_tidy(system: str) -> tuple[str, ...]:
    """The lines for this system, as ``sys.platform`` names it, not translated yet."""
    return _WAYS.get(system, _WAYS["linux"])
