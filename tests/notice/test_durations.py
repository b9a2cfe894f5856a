from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.notice.durations import Duration


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("P90D", "90 days", "90 Tage"),
        ("P1Y", "1 year", "1 Jahr"),
        ("P1Y6M", "1 year and 6 months", "1 Jahr und 6 Monate"),
        ("P2W", "2 weeks", "2 Wochen"),
        ("PT1H", "1 hour", "1 Stunde"),
        ("P0D", "0 days", "0 Tage"),
    ],
)
def test_it_reads_and_says_a_duration(text: str, english: str, german: str) -> None:
    duration = Duration.parse(text)
    assert duration.say("en") == english
    assert duration.say("de") == german


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "90D", "P-1D", "P1.5D", "P1DT", "p1d", "P1D ", "P\u0661D", "P999999D"]
)
def test_it_refuses_what_is_not_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (datetime(2027, 1, 31, tzinfo=UTC), "P1M", datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), "P1Y", datetime(2029, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 15, tzinfo=UTC), "P1M", datetime(2027, 1, 15, tzinfo=UTC)),
        (datetime(2026, 11, 1, tzinfo=UTC), "P90D", datetime(2027, 1, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 23, tzinfo=UTC), "PT1H", datetime(2026, 11, 2, tzinfo=UTC)),
    ],
)
def test_months_and_years_go_by_the_calendar(start: datetime, span: str, end: datetime) -> None:
    assert Duration.parse(span).after(start) == end


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    try:
        assert Duration.parse(text).say("en")
    except ValueError as error:
        said = str(error)
    else:
        return
    assert "write for example" in said
