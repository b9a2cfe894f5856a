"""What is documented is there, and what is there is documented."""

import re
import subprocess
import sys
from pathlib import Path

from aboveboard.command.__main__ import COMMANDS
from aboveboard.site.options import NAMES
from tests.law import tree

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
VARIABLE = re.compile(r"\bABOVEBOARD_[A-Z_]*[A-Z]\b")


def pages() -> list[Path]:
    return [path for path in tree.files(".md") if "templates" not in path.parts and "example" not in path.parts]


def test_every_link_between_pages_leads_somewhere() -> None:
    dead = [
        f"{tree.name(page)}: {link}"
        for page in pages()
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not dead, f"write the page or drop the link: {dead}"


def test_every_setting_that_is_written_about_exists() -> None:
    places = [*pages(), *tree.files(".py", under=tree.PACKAGE)]
    unknown = {
        f"{tree.name(path)}: {variable}"
        for path in places
        for variable in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if variable not in NAMES and not hasattr_in_settings(variable)
    }
    assert not unknown, f"add it to site/options.py, or correct the name: {sorted(unknown)}"


def hasattr_in_settings(variable: str) -> bool:
    """Names that only the settings module has, made from the variables."""
    return re.search(rf"^{variable} = ", (tree.PACKAGE / "site" / "settings.py").read_text(), re.MULTILINE) is not None


def test_every_command_is_written_about() -> None:
    texts = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    missing = [command for command in COMMANDS if not re.search(rf"aboveboard {command}\b|make {command}\b", texts)]
    assert not missing, f"say in docs/ what these commands are for: {missing}"


def test_generated_files_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/generated.py", "--check"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
