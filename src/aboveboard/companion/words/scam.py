"""The scam check: three plain questions, and what to do where one was answered badly."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.words.texts import gettext_noop as noop

SCAM_QUESTIONS: Final = (
    (
        noop("How did this start?"),
        noop("Swindlers pretend to be technicians. So we ask every time."),
        noop("I asked for this help myself"),
        noop("Somebody rang me or wrote to me, or a warning on my screen told me to"),
    ),
    (
        noop("Did anybody ask you for money?"),
        noop("For gift cards, a payment, your bank, or a code from your bank?"),
        noop("No, nobody did"),
        noop("Yes, or they may soon"),
    ),
    (
        noop("Did anybody tell you to hurry, or to keep this secret?"),
        noop("Whoever helps you has time, and you may tell everybody about it."),
        noop("No, nobody did"),
        noop("Yes"),
    ),
)
"""Title, lead, the answer that goes on, the answer that stops."""
IF_A_SCAM: Final = (
    noop("Hang up. You owe the caller nothing."),
    noop("Do not ring a number from a warning, and pay nothing."),
    noop(
        "If you gave away a bank code or a password: ring your bank now, with the number on your card, "
        "and change the password."
    ),
    noop("If you still want help, ask the company yourself, with a number from its letters or its own page."),
)
