"""The colours of the windows, the same as on the pages. One accent; red belongs to ending and to nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Every window speaks in these names."""

    paper: str
    surface: str
    sunken: str
    ink: str
    ink_soft: str
    line: str
    line_strong: str
    accent: str
    accent_strong: str
    accent_ink: str
    accent_soft: str
    caution: str
    caution_soft: str
    caution_line: str
    stop: str
    stop_strong: str
    stop_ink: str


LIGHT: Final = Tokens(
    paper="#f8f6f1",
    surface="#ffffff",
    sunken="#efece4",
    ink="#1a2422",
    ink_soft="#4c5956",
    line="#dbd6ca",
    line_strong="#7b8481",
    accent="#0d5f5a",
    accent_strong="#084642",
    accent_ink="#ffffff",
    accent_soft="#dcefea",
    caution="#6b4400",
    caution_soft="#fdf0d0",
    caution_line="#d6a44a",
    stop="#b4231b",
    stop_strong="#8f1710",
    stop_ink="#ffffff",
)
DARK: Final = Tokens(
    paper="#101614",
    surface="#18201e",
    sunken="#0b100f",
    ink="#edf2f0",
    ink_soft="#a9b6b1",
    line="#2b3633",
    line_strong="#778781",
    accent="#74d3c4",
    accent_strong="#97e4d7",
    accent_ink="#06211e",
    accent_soft="#143530",
    caution="#ffd98a",
    caution_soft="#31260d",
    caution_line="#8a6a24",
    stop="#d03a30",
    stop_strong="#b92f26",
    stop_ink="#ffffff",
)
