"""The sprite has every icon that a page shows, and none that no page shows."""

import re
from pathlib import Path

from aboveboard.web.icons import NAMES, SPRITE, symbol

PACKAGE = SPRITE.parents[2]
TEMPLATES = [path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.html"))]
OTHERS = [
    path.read_text("utf-8")
    for ending in ("*.py", "*.js")
    for path in sorted(PACKAGE.rglob(ending))
    if path.name != "icons.py"
]


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {name for text in TEMPLATES for name in re.findall(r"(?:{% icon |icon=)\"([a-z0-9-]+)\"", text)}
    assert named
    assert named <= set(NAMES)


def test_no_icon_lies_in_the_sprite_for_nothing() -> None:
    everything = "\n".join(TEMPLATES + OTHERS)
    assert [name for name in NAMES if not re.search(rf"[\"'#]{re.escape(name)}[\"'#`]", everything)] == []


def test_the_sprite_is_made_of_these_icons() -> None:
    assert re.findall(r"<symbol id=\"([a-z0-9-]+)\"", SPRITE.read_text("utf-8")) == list(NAMES)
    assert "script" not in SPRITE.read_text("utf-8")


def test_an_icon_becomes_a_symbol_without_its_outer_element(tmp_path: Path) -> None:
    file = tmp_path / "dot.svg"
    file.write_text('<!-- licence -->\n<svg\n  class="x"\n  viewBox="0 0 24 24">\n  <path d="M0 0" />\n</svg>\n')
    assert symbol("dot", file.read_text()) == '<symbol id="dot" viewBox="0 0 24 24"><path d="M0 0" /></symbol>'
