"""How the key that signed a tool is named."""

from __future__ import annotations

from aboveboard.companion.flow.answers import ToolToRun
from aboveboard.companion.words.texts import gettext as _


def signed_with(tool: ToolToRun) -> str:
    """Whose key it is is said only of one that was known before: anybody can sign with a new one."""
    said = _("Signed by the company with the key {signer}") if tool.known else _("Signed with the key {signer}")
    return said.format(signer=tool.signer)
