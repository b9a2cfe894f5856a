"""What stands at the end under "What happened": all that went to or from this computer, and what was lost."""

from __future__ import annotations

from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.flow.standing import Live, Standing, Stranger
from aboveboard.companion.words.happened import Happened
from aboveboard.companion.words.texts import speak
from aboveboard.wire.payloads import Card
from aboveboard.wire.types import Scope

ANA = Stranger(2, Card(name="Ana Castro", organisation="Larkfield", badge="104"), ("mango", "pilot", "frost", "teddy"))
SEES = Standing(technicians=(ANA,), live=(Live("one", Scope.VIEW, 2, 1),))


def lines(happened: Happened) -> list[str]:
    return [words for _time, words in happened.shown()]


def test_what_ended_reads_as_a_sentence() -> None:
    happened = Happened()
    for language, said in (
        ("en", "Ana Castro no longer sees your screen"),
        ("de", "Ana Castro sieht Ihren Bildschirm nicht mehr"),
    ):
        speak(language)
        happened.follow(SEES)
        happened.follow(Standing(technicians=(ANA,)))
        assert lines(happened)[-1] == said
    speak("en")


def test_a_tool_a_password_and_a_lost_connection_are_written_down() -> None:
    speak("en")
    happened = Happened()
    happened.follow(SEES)
    for kind, state in (("tool", "going"), ("tool", "failed"), ("undo", "going"), ("undo", "done")):
        happened.moved(Progress("1", kind, "Printer queue", 0, 0, state))
    assert happened.told("given", "Ana Castro")
    assert happened.told("shown", "Ana Castro")
    assert happened.told("lost", "timed out")
    assert not happened.told("output", "secret")
    assert lines(happened)[2:] == [
        "The tool Printer queue began, after your yes",
        "The tool Printer queue did not work",
        "Undoing what the tool Printer queue did began, after your yes",
        "What the tool Printer queue did is undone",
        "You gave Ana Castro a password",
        "Ana Castro was shown the password",
        "The connection was lost, and all that was allowed ended with it",
    ]
    # Whoever is let in again after that is written down again, and nothing is said to end twice.
    happened.follow(Standing())
    happened.follow(SEES)
    first = lines(happened)[:2]
    assert lines(happened)[-3:] == ["The connection was lost, and all that was allowed ended with it", *first]
