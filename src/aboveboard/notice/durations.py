"""ISO 8601 durations (P90D, P3Y, PT1H) with calendar arithmetic, and how to say them."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

import msgspec

_SHAPE = re.compile(
    r"P(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?)?",
    re.ASCII,
)
_WORDS = {
    "en": {
        "years": ("year", "years"),
        "months": ("month", "months"),
        "weeks": ("week", "weeks"),
        "days": ("day", "days"),
        "hours": ("hour", "hours"),
        "minutes": ("minute", "minutes"),
    },
    "de": {
        "years": ("Jahr", "Jahre"),
        "months": ("Monat", "Monate"),
        "weeks": ("Woche", "Wochen"),
        "days": ("Tag", "Tage"),
        "hours": ("Stunde", "Stunden"),
        "minutes": ("Minute", "Minuten"),
    },
}
_AND = {"en": " and ", "de": " und "}


class Duration(msgspec.Struct, frozen=True):
    """A span by the calendar: a year is a year, not 365 days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read an ISO 8601 duration without seconds; ValueError says what to write."""
        found = _SHAPE.fullmatch(text)
        if found is None or text.endswith(("P", "T")):
            raise ValueError(f"{text!r} is not a duration: write for example P90D, P3Y, PT1H, or P0D for none")
        return cls(**{unit: int(count) for unit, count in found.groupdict().items() if count is not None})

    @property
    def is_zero(self) -> bool:
        return self == Duration()

    def after(self, moment: datetime) -> datetime:
        """The moment when this span is over, months by the calendar (31 January + P1M = the end of February)."""
        month = moment.month - 1 + self.months + 12 * self.years
        year, month = moment.year + month // 12, month % 12 + 1
        day = min(moment.day, calendar.monthrange(year, month)[1])
        rest = timedelta(weeks=self.weeks, days=self.days, hours=self.hours, minutes=self.minutes)
        return moment.replace(year=year, month=month, day=day) + rest

    def say(self, language: str) -> str:
        """'3 years', '3 Jahre'; the zero duration is '0 days', '0 Tage'."""
        words = _WORDS[language]
        parts = []
        for unit in ("years", "months", "weeks", "days", "hours", "minutes"):
            count = getattr(self, unit)
            if count:
                parts.append(f"{count} {words[unit][count != 1]}")
        return _AND[language].join(parts) or f"0 {words['days'][1]}"
