"""Build the one sprite of icons: `python -m aboveboard.web.icons FOLDER`, with FOLDER the icons of lucide-static."""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "icons.svg"
# fmt: off
NAMES = (
    "arrow-left", "arrow-right", "badge-check", "bell", "check", "circle-alert", "circle-check", "circle-stop",
    "clipboard", "clock", "cookie", "copy", "download", "eraser", "external-link", "eye", "eye-off", "file",
    "fingerprint", "hand", "hourglass", "house", "inbox", "info", "keyboard", "languages", "life-buoy", "link",
    "list-checks", "lock", "log-in", "log-out", "mail", "maximize", "message-circle", "monitor", "monitor-up",
    "mouse-pointer-2", "notebook-pen", "pause", "pencil", "phone", "play", "plus", "receipt-text", "refresh-cw",
    "scroll-text", "search", "send", "shield-alert", "shield-check", "smartphone", "star", "ticket",
    "triangle-alert", "upload", "user", "user-check", "user-plus", "users", "x", "zoom-in", "zoom-out",
)
# fmt: on


def symbol(name: str, source: str) -> str:
    """One icon file as a `<symbol>`: its shapes without the outer element, which the page's `<svg>` replaces."""
    found = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
    if found is None:
        raise ValueError(f"{name}: this is not an icon of lucide-static")
    shapes = re.sub(r"\s+", " ", found.group(1)).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main(folder: str) -> None:
    """Write the sprite from the icon files in a folder."""
    symbols = [symbol(name, (Path(folder) / f"{name}.svg").read_text("utf-8")) for name in NAMES]
    head = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide icons, ISC licence: see icons.LICENSE -->\n'
    SPRITE.write_text(head + "\n".join(symbols) + "\n</svg>\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
