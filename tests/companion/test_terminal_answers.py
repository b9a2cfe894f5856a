"""What counts as an answer in the terminal: whole words; what is neither is asked about again, and silence is no."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

import pytest

from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.companion.terminal import TerminalAnswers
from aboveboard.companion.words.texts import speak
from aboveboard.diagnostics.report import lines
from aboveboard.wire.payloads import Card
from aboveboard.wire.types import Step
from tests.companion.checkups import REPORT


class Talk:
    """Lines that are typed, each when the question before it was printed, and all that was printed."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._patch = patch
        self._capture = capture
        self.text = ""

    def play(self, ask: Callable[[TerminalAnswers], Awaitable[object]], *lines: str) -> object:
        """The answer to what ``ask`` asks, with these lines typed."""
        source, typing = os.pipe()
        with open(source, encoding="utf-8") as typed:
            self._patch.setattr("sys.stdin", typed)
            try:
                return asyncio.run(self._play(ask, typing, lines))
            finally:
                os.close(typing)

    async def _play(
        self, ask: Callable[[TerminalAnswers], Awaitable[object]], typing: int, lines: tuple[str, ...]
    ) -> object:
        asking = asyncio.ensure_future(ask(TerminalAnswers()))
        for line in lines:
            await self._more(asking)
            os.write(typing, f"{line}\n".encode())
        answer = await asyncio.wait_for(asking, 10)
        self.text += self._capture.readouterr().out
        return answer

    async def _more(self, asking: asyncio.Future[object]) -> None:
        async with asyncio.timeout(10):
            while not (printed := self._capture.readouterr().out):
                assert not asking.done(), f"nobody waits for a line: {self.text!r}"
                await asyncio.sleep(0.005)
        self.text += printed


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    speak("en")
    return Talk(monkeypatch, capsys)


async def may(answers: TerminalAnswers) -> bool:
    return await answers.agrees("May they?")


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", True), (" YES ", True), ("ja", True), ("no", False), ("Nein", False)]
)
def test_a_whole_word_is_an_answer_at_once(talk: Talk, word: str, meant: bool) -> None:
    assert talk.play(may, word) is meant
    assert talk.text.count("May they?") == 1


@pytest.mark.parametrize("wrong", ["y", "j", "n", "yes please", "allow"])
def test_what_is_neither_is_asked_about_again(talk: Talk, wrong: str) -> None:
    assert talk.play(may, wrong, "yes") is True
    assert "Type yes or no in full." in talk.text
    assert talk.text.count("May they?") == 2


def test_what_is_neither_three_times_is_a_no(talk: Talk) -> None:
    assert talk.play(may, "y", "y", "y") is False
    assert talk.text.count("May they?") == 3


def test_enter_alone_and_silence_are_a_no_at_once(talk: Talk) -> None:
    assert talk.play(may, "") is False
    assert talk.play(lambda answers: answers.agrees("And silent?", 0.05)) is False
    assert talk.text.count("May they?") == talk.text.count("And silent?") == 1


def test_the_tries_share_the_time_of_one_question(talk: Talk) -> None:
    async def slow(answers: TerminalAnswers) -> bool:
        return await answers.agrees("Soon?", 0.4)

    # The second try gets what the first one left, so nobody waits longer than the question may.
    assert talk.play(slow, "y") is False
    assert talk.text.count("Soon?") == 2


def test_after_a_no_it_says_what_follows(talk: Talk) -> None:
    assert talk.play(may, "no") is False
    assert "No.\nNothing was allowed by this. The session goes on" in talk.text
    assert talk.play(lambda answers: answers.acknowledge(Step.FILES), "no") is False
    assert "No.\nThe session ends here." in talk.text


def test_after_a_stop_nothing_is_said_to_go_on(talk: Talk) -> None:
    assert talk.play(may, "stop") is False
    assert "goes on" not in talk.text


def test_an_order_is_obeyed_while_a_question_stands(talk: Talk) -> None:
    async def shown(answers: TerminalAnswers) -> bool:
        answers.show(Standing())
        return await answers.agrees("May they?")

    assert talk.play(shown, "pause", "yes") is True
    assert "in full" not in talk.text


def test_a_slip_in_the_scam_check_is_not_taken_for_a_swindle(talk: Talk) -> None:
    assert talk.play(lambda answers: answers.acknowledge(Step.SCAM), "yes", "1", "1", "1") is True
    assert "swindle" not in talk.text
    assert talk.play(lambda answers: answers.acknowledge(Step.SCAM), "2") is False
    assert "swindle" in talk.text


def test_the_drill_may_be_tried_again(talk: Talk) -> None:
    assert talk.play(lambda answers: answers.acknowledge(Step.DISCONNECT), "sotp", "stop") is True
    assert "It works." in talk.text
    assert talk.play(lambda answers: answers.acknowledge(Step.DISCONNECT), "") is False
    assert "The session ends here." in talk.text


def test_a_part_that_is_not_there_is_asked_for_again(talk: Talk) -> None:
    parts: list[PartInfo] = []
    assert talk.play(lambda answers: answers.choose_part(parts), "7", "0") == -1
    assert "That number is not in the list." in talk.text
    assert talk.play(lambda answers: answers.choose_part(parts), "") is None


ANA = Stranger(2, Card(name="Ana Castro", organisation="Larkfield", badge="104"), ("mango", "pilot", "frost", "teddy"))


async def told(answers: TerminalAnswers) -> frozenset[str] | None:
    return await answers.share_computer(ANA, "it is slow", Preview(REPORT, (), tuple(lines(REPORT, None))))


def test_each_line_about_the_computer_can_be_left_out_and_put_back(talk: Talk) -> None:
    keys = [line.key for line in lines(REPORT, None)]
    name, cpu = keys.index("name") + 1, keys.index("cpu") + 1
    assert talk.play(told, "", "yes") == {"name"}
    assert "canary-name  (left out)" in talk.text
    assert talk.play(told, f"{name}", f"{cpu}", "", "yes") == {"cpu"}
    assert "it is slow" in talk.text


def test_nothing_about_the_computer_is_told_without_the_whole_word(talk: Talk) -> None:
    assert talk.play(told, "", "") is None
    assert talk.play(told, "", "no") is None
    assert talk.play(told, "stop") is None
    # A line that is typed by accident three times strikes nothing out, and is no yes either.
    assert talk.play(told, "99", "y", "0", "no") is None


def test_leaving_every_line_out_is_a_no(talk: Talk) -> None:
    others = [str(at) for at, line in enumerate(lines(REPORT, None), 1) if line.key != "name"]
    assert talk.play(told, *others, "") is None


@pytest.mark.parametrize(
    ("language", "told", "unread"),
    [
        ("en", "Ana Castro got what you left in", "could not be looked at"),
        ("de", "Ana Castro hat erhalten", "ließ sich nicht ansehen"),
    ],
)
def test_what_became_of_this_computer_stands_in_what_happened(language: str, told: str, unread: str) -> None:
    async def answers() -> TerminalAnswers:
        made = TerminalAnswers()
        made.tell("computer", "Ana Castro")
        made.tell("unread", "")
        return made

    speak(language)
    try:
        first, second = (words for _at, words in asyncio.run(answers()).happened.lines)
    finally:
        speak("en")
    assert told in first
    assert unread in second
