"""A display of its own, for the demo on a machine without one: Xvfb with the test card painted on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from types import TracebackType
from typing import Final

from Xlib import X, display, error

from aboveboard.companion.host.card import draw_card
from aboveboard.companion.host.screen import CaptureError

_SIZE: Final = (1280, 720)
_PER_SECOND: Final = 4.0


def xvfb_installed() -> bool:
    """True when the program ``Xvfb`` is on the path."""
    return shutil.which("Xvfb") is not None


class VirtualDisplay:
    """Starts Xvfb on a free number and paints the test card on it until closed. Raises ``CaptureError``."""

    def __init__(self, size: tuple[int, int] = _SIZE) -> None:
        self._size = size
        self._process, number = self._start(size)
        self.name = f":{number}"
        self._stop = threading.Event()
        self._painted = threading.Event()
        self._painter = threading.Thread(target=self._paint, name="test card painter", daemon=True)
        self._painter.start()
        if not self._painted.wait(10):
            self.close()
            raise CaptureError("Xvfb started, but nothing could be painted on it.")

    @staticmethod
    def _start(size: tuple[int, int]) -> tuple[subprocess.Popen[bytes], int]:
        read, write = os.pipe()
        try:
            # It picks a free number by itself and tells it through the pipe once it accepts connections. With its
            # last client it ends, so that it does not outlive this program even where that was killed outright.
            options = ["-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-terminate"]
            process = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write), *options],
                pass_fds=(write,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as refused:
            os.close(read)
            raise CaptureError(f"Xvfb could not be started ({refused}).") from refused
        finally:
            os.close(write)
        with os.fdopen(read, "rb") as pipe:
            told = pipe.readline().strip()
        if not told.isdigit():
            process.kill()
            process.wait()
            raise CaptureError("Xvfb ended before it had a display.")
        return process, int(told)

    def _paint(self) -> None:
        try:
            connection = display.Display(self.name)
            root = connection.screen().root
            window = root.create_window(
                0, 0, *self._size, 0, connection.screen().root_depth, X.InputOutput, override_redirect=True
            )
            context = window.create_gc()
            window.map()
            tick = 0
            while not self._stop.is_set():
                window.put_pil_image(context, 0, 0, draw_card(*self._size, tick))
                connection.sync()
                self._painted.set()
                tick += 1
                self._stop.wait(1 / _PER_SECOND)
            connection.close()
        except (error.DisplayError, error.ConnectionClosedError, OSError):
            # The display went away first; whoever captures it hears of it by ``CaptureError``.
            self._stop.set()

    def close(self) -> None:
        """Stop the painter and Xvfb. Calling it twice is fine."""
        self._stop.set()
        if self._painter.is_alive():
            self._painter.join(5)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> VirtualDisplay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
