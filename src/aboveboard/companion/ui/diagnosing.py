"""What would be told of this computer: shown line by line before anything goes, and each line can be struck out."""

from __future__ import annotations

import time
from collections.abc import Callable

from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.ui.consent import quotation
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import QUESTION_S, Page
from aboveboard.companion.ui.parts import text
from aboveboard.companion.ui.share_preview import SharePreview
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.texts import gettext as _


class SharePage(Page):
    """The answer is the keys of the lines that were struck out, or ``None``."""

    def __init__(
        self,
        technician: Stranger,
        reason: str,
        preview: Preview,
        *,
        real: RealPress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        name = called(technician)
        super().__init__(
            _("Tell {name} this about your computer?").format(name=name),
            whose(technician),
            refusal=None,
            limit_s=3 * QUESTION_S,
            real=real,
            clock=clock,
        )
        self.preview = SharePreview(preview.lines, left_out=preview.struck, real=real)
        self.preview.changed.connect(self._changed)
        self.preview.doubted.connect(self._doubt)
        if reason.strip():
            self.say(quotation(technician, reason))
        self.say(
            text(_("Leave out what you do not want to tell. Nothing else goes, now or later.")),
            self.preview,
            text(
                _(
                    "While the yes holds, {name} sees when one of these lines changes. "
                    "What is not in this list is asked about first."
                ).format(name=name),
                "soft",
            ),
        )
        self.yes_no(_("Yes, tell it"), _("No, nothing of it"), lambda: self.preview.left_out)
        self._yes = self._deliberate[0]
        self._changed()
        self.foot.addWidget(text(_("This window is not in the picture that the technician sees."), "soft"))

    def _changed(self) -> None:
        self._yes.setEnabled(not self.preview.empty)
        self.rearm()
