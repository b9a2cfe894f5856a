"""How every widget looks, made from the tokens; what a widget is stands in its property ``kind``."""

from __future__ import annotations

from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from aboveboard.companion.ui.tokens import DARK, LIGHT, Tokens

_SHEET: Final = Template("""
* { font-size: 16px; color: $ink; }
QWidget[kind="paper"], QWidget[kind="window"], QScrollArea, QScrollArea > QWidget > QWidget { background: $paper; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: 28px; font-weight: 600; }
QLabel[kind="heading"] { font-size: 18px; font-weight: 600; }
QLabel[kind="lead"] { font-size: 18px; color: $ink_soft; }
QLabel[kind="soft"] { font-size: 15px; color: $ink_soft; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="name"] { font-size: 22px; font-weight: 600; }
QLabel[kind="face"] { font-size: 22px; font-weight: 600; color: $accent_ink; background: $accent; border-radius: 28px; }
QLabel[kind="address"] { font-size: 24px; font-weight: 600; color: $accent; }
QLabel[kind="word"] { font-size: 22px; font-weight: 600; padding: 12px; background: $accent_soft; border-radius: 10px; }
QLabel[kind="number"] { font-size: 14px; color: $ink_soft; }
QLabel[kind="quote"] { font-size: 18px; padding: 12px 16px; background: $sunken; border-left: 4px solid $line_strong; }
QLabel[kind="keycap"] { font-size: 24px; font-weight: 600; padding: 14px 26px; background: $surface;
    border: 2px solid $line_strong; border-bottom-width: 6px; border-radius: 10px; }
QLabel[kind="caution"] { color: $caution; }
QLabel[kind="done"] { color: $accent; font-weight: 600; }
QLabel[kind="output"] { font-family: monospace; font-size: 14px; }
QLabel[struck="true"] { color: $ink_soft; text-decoration: line-through; }
QFrame[kind="panel"] { background: $surface; border: 1px solid $line; border-radius: 12px; }
QFrame[kind="tile"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="soft-panel"] { background: $accent_soft; border: 0; border-radius: 12px; }
QFrame[kind="caution-panel"] { background: $caution_soft; border: 1px solid $caution_line; border-radius: 12px; }
QFrame[kind="rule"] { background: $line; max-height: 1px; border: 0; }
QPushButton { font-size: 17px; font-weight: 600; min-height: 28px; padding: 10px 20px; background: $surface;
    border: 2px solid $line_strong; border-radius: 10px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 3px solid $accent; padding: 9px 19px; }
QPushButton:disabled { color: $ink_soft; border-color: $line; background: $paper; }
QPushButton[kind="first"] { background: $accent; color: $accent_ink; border-color: $accent; }
QPushButton[kind="first"]:hover, QPushButton[kind="first"]:pressed { background: $accent_strong; }
QPushButton[kind="first"]:focus { border: 3px solid $ink; }
QPushButton[kind="first"]:disabled { background: $line; color: $ink_soft; border-color: $line; }
QPushButton[kind="stop"] { background: $stop; color: $stop_ink; border-color: $stop; }
QPushButton[kind="stop"]:hover, QPushButton[kind="stop"]:pressed { background: $stop_strong; }
QPushButton[kind="stop"]:focus { border: 3px solid $ink; }
QPushButton[kind="small"] { font-size: 15px; padding: 5px 12px; min-height: 24px; border-width: 1px; }
QPushButton[kind="small"]:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton[kind="link"] { font-size: 15px; font-weight: 400; color: $accent; background: transparent;
    border: 2px solid transparent; padding: 4px 6px; text-decoration: underline; text-align: left; }
QPushButton[kind="link"]:hover { color: $accent_strong; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; border-radius: 6px; padding: 4px 6px; }
QPushButton[kind="choice"] { font-weight: 400; text-align: left; padding: 14px 18px; }
QPushButton[kind="choice"]:focus { padding: 13px 17px; }
QPushButton[kind="choice"]:checked { border: 3px solid $accent; background: $accent_soft; padding: 13px 17px; }
QLineEdit { font-size: 18px; padding: 10px 12px; background: $surface; border: 2px solid $line_strong;
    border-radius: 8px; selection-background-color: $accent; selection-color: $accent_ink; }
QLineEdit:focus { border: 3px solid $accent; padding: 9px 11px; }
QLineEdit[kind="code"] { font-size: 30px; font-weight: 600; letter-spacing: 3px; }
QCheckBox { spacing: 12px; padding: 6px 2px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator { width: 22px; height: 22px; border: 2px solid $line_strong; border-radius: 5px;
    background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QProgressBar { min-height: 10px; max-height: 10px; border: 0; border-radius: 5px; background: $line; }
QProgressBar::chunk { background: $accent; border-radius: 5px; }
QPlainTextEdit { font-family: monospace; font-size: 14px; background: $sunken; border: 1px solid $line;
    border-radius: 8px; padding: 6px; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: 5px; }
QScrollArea { border: 0; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 2px; }
QScrollBar::handle:vertical { background: $line_strong; border-radius: 4px; min-height: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { height: 0; width: 0;
    background: transparent; }
QFrame[kind="strip"] { background: $surface; border: 2px solid $accent; border-top: 0; border-bottom-left-radius: 12px;
    border-bottom-right-radius: 12px; }
QFrame[kind="strip"][held="true"] { border-color: $caution_line; }
QFrame[kind="strip"] QLabel { font-size: 15px; }
QFrame[kind="strip"] QLabel[kind="soft"] { font-size: 14px; }
QFrame[kind="chip"] { background: $accent_soft; border: 0; border-radius: 10px; }
QFrame[kind="strip"] QPushButton { font-size: 15px; padding: 5px 12px; min-height: 24px; border-width: 2px; }
QFrame[kind="strip"] QPushButton:focus { padding: 4px 11px; }
QFrame[kind="chip"] QPushButton { padding: 2px 8px; border-width: 1px; border-radius: 7px; font-weight: 400; }
QFrame[kind="chip"] QPushButton:focus { border-width: 2px; padding: 1px 7px; }
""")


class Theme:
    """Which tokens hold now; one for the whole program."""

    now: Tokens = LIGHT


def tokens() -> Tokens:
    """The tokens of the theme in use, for what is drawn by hand."""
    return Theme.now


def system_is_dark() -> bool:
    """Whether the system asks for dark windows; systems that do not say are light."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def dress(application: QApplication, *, dark: bool, tick: str) -> None:
    """Give every window this theme. ``tick`` is the file of the picture in a ticked box."""
    Theme.now = DARK if dark else LIGHT
    values = {name: getattr(Theme.now, name) for name in Tokens.__dataclass_fields__}
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, "paper"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "sunken"),
        (roles.Button, "surface"),
        (roles.WindowText, "ink"),
        (roles.Text, "ink"),
        (roles.ButtonText, "ink"),
        (roles.PlaceholderText, "ink_soft"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "accent_ink"),
    ):
        palette.setColor(role, QColor(values[colour]))
    application.setPalette(palette)
    application.setStyleSheet(_SHEET.substitute(values, tick=tick))
