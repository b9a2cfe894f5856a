"""What each line of a session's record says to the customer. One table of sentences."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.journeys.receipts import Line

KINDS = {
    "invited": ("ticket", gettext_lazy("%(who)s invited you to this session.")),
    "called": ("user-plus", gettext_lazy("%(who)s was called to help.")),
    "admitted": ("user-check", gettext_lazy("You said yes to %(to)s.")),
    "turned-away": ("x", gettext_lazy("You said no to %(to)s.")),
    "asked": ("hand", gettext_lazy("%(who)s asked for “%(scope)s”.")),
    "denied": ("x", gettext_lazy("You said no to “%(scope)s”.")),
    "granted": ("check", gettext_lazy("You said yes to “%(scope)s” for %(to)s.")),
    "withdrawn": ("eye-off", gettext_lazy("You took back “%(scope)s” from %(to)s.")),
    "lapsed": ("eye-off", gettext_lazy("“%(scope)s” for %(to)s ended by itself, since one end was gone.")),
    "paused": ("pause", gettext_lazy("You paused the session.")),
    "resumed": ("play", gettext_lazy("You let the session go on.")),
    "file-offered": ("download", gettext_lazy("%(who)s offered you the file “%(file)s”.")),
    "file-asked": ("upload", gettext_lazy("%(who)s asked you for a file: “%(file)s”.")),
    "file-allowed": ("check", gettext_lazy("You said yes to “%(file)s”.")),
    "file-refused": ("x", gettext_lazy("You said no to “%(file)s”.")),
    "file-moved": ("file", gettext_lazy("“%(file)s” arrived whole. Its checksum was compared.")),
    "file-stopped": ("file", gettext_lazy("“%(file)s” did not arrive: it was refused, stopped or damaged on the way.")),
    "tool-offered": ("life-buoy", gettext_lazy("%(who)s offered the tool %(what)s.")),
    "tool-allowed": ("check", gettext_lazy("You said yes to the tool %(what)s, and it began.")),
    "tool-refused": ("x", gettext_lazy("The tool %(what)s did not run.")),
    "tool-ended": ("life-buoy", gettext_lazy("The tool %(what)s ended as it should.")),
    "tool-failed": ("life-buoy", gettext_lazy("The tool %(what)s was stopped or failed.")),
    "tool-undone": ("refresh-cw", gettext_lazy("What the tool %(what)s had done was undone.")),
    "secret-asked": ("lock", gettext_lazy("%(who)s asked for a password.")),
    "secret-refused": ("x", gettext_lazy("No password was given to %(to)s.")),
    "secret-given": ("lock", gettext_lazy("You gave a password to %(to)s. We did not see it and kept nothing of it.")),
    "secret-shown": ("eye", gettext_lazy("The password was shown to %(who)s, once.")),
    "closed": ("eye-off", gettext_lazy("“%(scope)s” for %(to)s ended with the session.")),
}
SEEN = {
    "view": ("eye", gettext_lazy("%(who)s saw your screen for the first time.")),
    "point": ("pencil", gettext_lazy("%(who)s made the first mark on the picture.")),
    "control": ("keyboard", gettext_lazy("%(who)s used your mouse or keyboard for the first time.")),
    "diagnostics": ("monitor", gettext_lazy("%(who)s saw what you left in about your computer.")),
    "clipboard": ("copy", gettext_lazy("Copied text went across for the first time.")),
}
STEPS = {
    "technician": gettext_lazy("You read who the technician is."),
    "scam": gettext_lazy("You read the warning against scams."),
    "disconnect": gettext_lazy("You read how to end the session."),
    "files": gettext_lazy("You read the advice to put private files away."),
}


def say(line: Line, scope: str, session: Any, file: str = "") -> tuple[str, str]:
    """The icon and the sentence of one line. `file` is the name of the file it is about, if the reader may know it."""
    names = {"who": line.who or _("Somebody"), "to": line.to or line.who or _("Somebody"), "scope": scope}
    names["what"] = line.what
    names["file"] = file or _("a file whose name is closed to you")
    if line.kind == "joined":
        return ("log-in", _("%(who)s joined.") % names if line.who else _("You joined with your browser or companion."))
    if line.kind == "shown":
        return ("list-checks", str(STEPS.get(line.step, _("You read a step."))))
    if line.kind == "seen":
        icon, text = SEEN.get(line.scope, ("eye", gettext_lazy("%(who)s used “%(scope)s” for the first time.")))
        return icon, str(text) % names
    if line.kind == "ended":
        return "circle-stop", ended_by(session)
    icon, text = KINDS.get(line.kind, ("info", gettext_lazy("Something was written down: “%(scope)s”.")))
    return icon, str(text) % names


def ended_by(session: Any) -> str:
    """Who ended the session."""
    if session.ended_at is None:
        return _("The session is still running.")
    return {
        "customer": _("You ended the session."),
        "technician": _("The technician ended the session."),
    }.get(session.ended_by, _("The session ended by itself."))
