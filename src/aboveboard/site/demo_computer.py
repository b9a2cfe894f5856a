"""What the diagnostics say of the computer that the demo runs on, and the link that asks for help with it."""

from __future__ import annotations

from aboveboard.diagnostics.account import Account, account
from aboveboard.diagnostics.here import reader_here
from aboveboard.diagnostics.link import help_link
from aboveboard.diagnostics.report import examine, share
from aboveboard.diagnostics.rules import load_rules, own_file
from aboveboard.wire.computer import write_report


def report_of_this_computer(recognise: str) -> str:
    """What the form holds, as JSON, of a person who wants this computer to be known again by this number."""
    return write_report(share(examine(reader_here(), load_rules(own_file())), recognise=recognise)).decode()


def this_computer(desk_url: str, language: str) -> tuple[Account, str]:
    """The examination in words, without names of programs and places, and the form with what would be shared.

    Nothing of it is kept or sent.
    """
    rules = load_rules(own_file())
    examination = examine(reader_here(), rules)
    return account(examination, rules, language, here=False), help_link(desk_url, share(examination))
