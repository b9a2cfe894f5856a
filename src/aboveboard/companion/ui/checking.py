"""The way through the pages about this computer: a look in the background, what was found, and asking for help."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from shiboken6 import isValid

from aboveboard.companion.flow.sharing import LEFT_OUT_AT_FIRST
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.ui.ask_for_help import AskForHelpPage, Chosen
from aboveboard.companion.ui.deliberate import RealPress
from aboveboard.companion.ui.page import Page
from aboveboard.companion.ui.this_computer import ThisComputerPage
from aboveboard.companion.ui.this_computer_keeping import Keeping
from aboveboard.companion.ui.this_computer_watch import WatchSection
from aboveboard.companion.words.texts import spoken
from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.link import help_link
from aboveboard.diagnostics.remembered import remembered
from aboveboard.diagnostics.report import Examination, examine, lines, share, without
from aboveboard.diagnostics.rules import Rules, load_rules, own_file, shipped
from aboveboard.diagnostics.with_bus import whole_reader
from aboveboard.diagnostics.words import say
from aboveboard.wire.computer import ComputerReport


def open_in_browser(link: str) -> bool:
    """Whether the system took the address."""
    return QDesktopServices.openUrl(QUrl(link))


def examine_here() -> tuple[Examination, Rules]:
    """A look at this computer. Raises ``OSError`` or ``ValueError`` where that cannot be."""
    rules = load_rules(own_file())
    return examine(whole_reader(), rules, *remembered(rules)), rules


class Checking(QObject):
    """``turn`` shows a page; ``done`` is called when the person leaves. ``examine`` looks, in a thread of its own.

    ``desk`` is the help desk that this program was started for; else the latest that it knows. ``keeping`` takes the
    orders to the watch.
    """

    _looked = Signal(int, object)

    def __init__(
        self,
        turn: Callable[[Page], object],
        done: Callable[[], object],
        *,
        desk: str,
        known: KnownDesks,
        examine: Callable[[], tuple[Examination, Rules]] = examine_here,
        browse: Callable[[str], bool] = open_in_browser,
        keeping: Keeping | None = None,
        real: RealPress | None = None,
    ) -> None:
        super().__init__()
        self._keeping, self._real = keeping or Keeping(), real
        self._turn, self._done, self._examine, self._browse = turn, done, examine, browse
        self._desk, self._known = desk or known.latest(), known
        self._round = 0
        self._found: tuple[Examination, Rules] | None = None
        self._looked.connect(self._show)
        self._page: ThisComputerPage | None = None

    def look(self) -> None:
        """Show the page and begin a look."""
        self._round += 1
        self._found = None
        self._page = self._fresh()
        self._turn(self._page)
        threading.Thread(target=self._run, args=(self._round,), name="look at this computer", daemon=True).start()

    def _fresh(self) -> ThisComputerPage:
        page = ThisComputerPage(real=self._real)
        page.again.connect(self.look)
        page.back.connect(self._leave)
        page.asked.connect(self._ask)
        return page

    def _run(self, number: int) -> None:
        found: object
        try:
            found = self._examine()
        except (OSError, ValueError) as problem:
            found = str(problem)
        with suppress(RuntimeError):  # the window went away meanwhile
            self._looked.emit(number, found)

    def _show(self, number: int, found: object) -> None:
        if number != self._round or self._page is None or not isValid(self._page):
            return  # the person went elsewhere meanwhile
        if isinstance(found, tuple):
            self._found = found
            self._tell(self._page, *found)
        else:
            self._page.show_failure(str(found), WatchSection(self._page, self._keeping, shipped()))

    def _leave(self) -> None:
        self._round += 1
        self._page = None
        self._done()

    def _return(self) -> None:
        """Back to what was found, without another look."""
        if self._found is None:
            self.look()
            return
        self._page = self._fresh()
        self._turn(self._page)
        self._tell(self._page, *self._found)

    def _tell(self, page: ThisComputerPage, found: Examination, rules: Rules) -> None:
        page.show_account(account(found, rules, spoken()), WatchSection(page, self._keeping, rules))

    def _ask(self) -> None:
        if self._found is None:
            return
        examination, rules = self._found
        number, kept = self._known.number(self._desk) if self._desk else ("", False)
        whole = share(examination, name=True, recognise=number)
        left_out = LEFT_OUT_AT_FIRST - ({"recognise"} if kept else set())
        page = AskForHelpPage(self._desk, lines(whole, rules, spoken()), left_out=left_out)
        page.chosen.connect(partial(self._open, page, whole))
        page.back.connect(self._return)
        self._page = None
        self._turn(page)

    def _open(self, page: AskForHelpPage, whole: ComputerReport, chosen: Chosen) -> None:
        """A number is for one desk alone: another desk than the one that was shown gets none."""
        report = without(whole, chosen.left_out | (set() if chosen.address == self._desk else {"recognise"}))
        try:
            link = help_link(chosen.address, report)
        except ValueError as problem:
            page.not_opened("", say(str(problem), spoken()))
            return
        if not self._browse(link):
            page.not_opened(link)
            return
        page.opened(link)
        with suppress(OSError):
            if report.recognise:
                self._known.keep_number(chosen.address, report.recognise)
            elif chosen.address == self._desk and "recognise" in chosen.left_out:
                self._known.forget_number(chosen.address)
