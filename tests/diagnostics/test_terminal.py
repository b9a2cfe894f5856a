"""What a person reads in a terminal."""

import re

import pytest

from aboveboard.diagnostics.account import Account, account
from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.report import Examination, lines, share, unknown_rules
from aboveboard.diagnostics.rules import Rules, shipped
from aboveboard.diagnostics.terminal import WIDEST, Paper, in_terminal, preview_in_terminal
from tests.diagnostics.made_up import WELL, WRONG, examination


def told(measures: object = WRONG, language: str = "en", *, here: bool = True) -> Account:
    return account(examination(measures), shipped(), language, here=here)  # type: ignore[arg-type]  # a table above


def test_what_is_fine_comes_before_what_is_not() -> None:
    text = in_terminal(told(), Paper())
    assert text.index("found nothing wrong") < text.index("Urgent") < text.index("Good to know")


def test_a_finding_says_value_limit_what_to_do_and_how_to_confirm_it() -> None:
    text = in_terminal(told(), Paper(width=100))
    assert "98 % used, 1.5 GB free; limit 97 % or 2 GB" in text
    assert "Empty the trash" in text
    assert "See for yourself: df -h /" in text


KNOWN = {one.rule for one in examination(WELL).verdict.outcomes if one.state == "ok"}
THEIR_RULES = Rules({name: rule for name, rule in shipped().by_id.items() if name in KNOWN})


def test_a_well_computer_is_told_so_and_nothing_else() -> None:
    look = examination(WELL).look
    text = in_terminal(account(Examination(look, judge(THEIR_RULES, look)), THEIR_RULES), Paper())
    assert text.startswith("All is well.\nYou need not do anything.\n")
    assert "Urgent" not in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_where_something_could_not_be_checked_nobody_is_told_that_all_is_well(language: str) -> None:
    told_of_it = told(WELL, language)
    unknown = len(unknown_rules(examination(WELL).verdict.outcomes))
    assert unknown > 1
    assert told_of_it.verdict == {"en": "Nothing wrong was found.", "de": "Es wurde kein Fehler gefunden."}[language]
    assert told_of_it.next.startswith(f"{unknown} ")
    assert told_of_it.seal == "info"
    assert not re.search("is well|Alles in Ordnung|need not|müssen nicht", in_terminal(told_of_it, Paper(width=100)))


def test_what_is_not_known_is_not_called_fine() -> None:
    text = in_terminal(told({}), Paper())
    assert text.startswith("This computer could not be checked.")
    assert "found nothing wrong" not in text


def test_a_part_with_something_wrong_is_not_called_fine() -> None:
    assert "Disks" not in [area.name for area in told().fine]
    assert "Disks" in [area.name for area in told(WELL).fine]


def test_the_number_of_the_grave_is_in_the_first_line() -> None:
    assert told().verdict == "Two things need you, the first of them now."
    assert told(language="de").verdict == "Zwei Dinge stehen an, das erste gleich jetzt."


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    fits = max(40, min(width, WIDEST))
    long = [line for line in in_terminal(told(), Paper(width=width)).splitlines() if len(line) > fits]
    # A bar and a name are one thing each.
    assert not [line for line in long if "█" not in line and " " in line.strip()]


def test_a_terminal_without_utf8_gets_plain_signs() -> None:
    assert in_terminal(told(), Paper(plain=True)).isascii()


def test_colours_are_for_terminals_alone() -> None:
    assert "\x1b[" not in in_terminal(told(), Paper())
    assert "\x1b[" in in_terminal(told(), Paper(colour=True))


def test_here_a_program_is_called_by_its_name() -> None:
    assert "canary-program" in in_terminal(told(), Paper())
    assert "canary" not in in_terminal(told(here=False), Paper())


def test_a_preview_has_every_line() -> None:
    shown = lines(share(examination(WRONG)), shipped())
    text = preview_in_terminal(shown, "en", Paper(width=100))
    assert all(line.value.split()[0] in text for line in shown)
