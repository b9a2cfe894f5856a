"""What the steps of the tour share: who plays, in front of which pages, and what they have learned so far."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from aboveboard.site.demo_cast import Actor
from aboveboard.site.demo_mail import MailFolder
from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.pages import Browser
from aboveboard.site.tour.report import Report
from aboveboard.site.tour.technician import Viewer
from aboveboard.site.tour.terminal import Terminal


@dataclass
class Scene:
    """``cleaning`` closes, in the end, whatever a step opened."""

    base: str
    folder: Path
    cast: dict[str, Actor]
    mail: MailFolder
    report: Report
    cleaning: ExitStack
    environment: dict[str, str]
    """The settings under which the product runs, for the operator's commands."""
    case_path: str = ""
    desk_case_path: str = ""
    case_number: str = ""
    terms_version: str = ""
    code: str = ""
    session: str = ""
    shared: str = ""
    """What the customer told of their computer with the request, as JSON."""
    preview: set[str] = field(default_factory=set)
    """The lines that the companion showed before anything of the computer left."""
    answer_path: str = ""
    receipt_path: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)
    companion: Companion | None = None
    terminal: Terminal | None = None
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def browser(self, who: str) -> Browser:
        """That person's browser, with their cookies."""
        if who not in self.browsers:
            self.browsers[who] = Browser(self.base)
            self.cleaning.callback(self.browsers[who].close)
        return self.browsers[who]

    @property
    def customer(self) -> Companion:
        """The customer's end, once it runs."""
        assert self.companion is not None
        return self.companion

    @property
    def terminal_open(self) -> Terminal:
        """The terminal on the customer's screen, once it runs."""
        assert self.terminal is not None
        return self.terminal

    @property
    def ana(self) -> Viewer:
        """The first technician's end, once it is connected."""
        return self.viewers["ana"]
