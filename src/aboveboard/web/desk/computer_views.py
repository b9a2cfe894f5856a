"""What is wrong with computers, counted by month: only months that are over, only figures that show nobody."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from aboveboard.ground.clock import now
from aboveboard.journeys.computers_seen import rules
from aboveboard.lifetime.figures import smallest_group
from aboveboard.remote import computers
from aboveboard.remote.computers import Counted
from aboveboard.web import computer_words
from aboveboard.web.doors import Who, door


@dataclass(frozen=True, slots=True)
class Row:
    """One rule in one month: what it says, in how many cases, and how long its bar is (0 to 100)."""

    what: str
    rule: str
    cases: int
    length: int


@dataclass(frozen=True, slots=True)
class Month:
    """`begins`: its first day. `cases`: how many came with a report; 0 where that is too few to say."""

    begins: object
    cases: int
    rows: list[Row]


@door(Who.TECHNICIAN, feature="counts")
@require_safe
def computers_page(request: HttpRequest) -> HttpResponse:
    """The counts of the months that are over."""
    counted = computers.counts(f"{now():%Y-%m}", smallest_group())
    months = [_month(name, list(rows)) for name, rows in groupby(counted, attrgetter("month"))]
    return render(request, "desk/computers.html", {"months": months, "least": smallest_group()})


def _month(name: str, rows: list[Counted]) -> Month:
    found = [one for one in rows if one.rule]
    most = max((one.cases for one in found), default=1)
    shown = [Row(_what(one.rule), one.rule, one.cases, max(1, 100 * one.cases // most)) for one in found]
    return Month(parse_date(f"{name}-01"), next((one.cases for one in rows if not one.rule), 0), shown)


def _what(rule: str) -> str:
    known = rules().get(rule)
    return known.what.get(computer_words.language(), rule) if known is not None else rule
