"""The display with the companion's windows: one a worker, since Qt has one application a process."""

from tests.companion.person import person, windows_display

__all__ = ["person", "windows_display"]
