"""Remote technical support in plain sight."""

__version__ = "0.1.0"
