"""Choosing a folder or a file in a window of our own: the names in it are never in the picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from aboveboard.companion.words.texts import gettext as _

Private = Callable[[QWidget], None]
"""Has the masks know a window before it is shown."""


def downloads() -> Path:
    """Where what is received goes, unless the person says otherwise."""
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    place = Path(named) if named else Path.home()
    return place if place.is_dir() else Path.home()


def choose_folder(parent: QWidget | None, private: Private, now: Path) -> Path | None:
    """A folder, or ``None``."""
    dialog = _dialog(parent, _("Choose a folder"), private, now)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def choose_file(parent: QWidget | None, private: Private) -> Path | None:
    """A file that is there, or ``None``."""
    dialog = _dialog(parent, _("Pick a file"), private, Path.home())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def _dialog(parent: QWidget | None, title: str, private: Private, start: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    # The system's own dialog would be a window of another program: in the picture, and open to input from afar.
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.resize(760, 520)
    private(dialog)
    return dialog


def _chosen(dialog: QFileDialog) -> Path | None:
    try:
        if dialog.exec() and (files := dialog.selectedFiles()):
            return Path(files[0])
        return None
    finally:
        dialog.deleteLater()
