"""Under Wayland nothing is shown by mistake: told from the environment, and from a real Xwayland where there is one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.companion.host.choose import choose_canvas
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.wayland import is_wayland, is_xwayland
from tests.companion.stage import needs_weston, needs_xvfb, stages

# python-xlib leaves the sockets of its tries to the garbage collector, which comes by at any later test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed.*:ResourceWarning"),
]


@pytest.fixture
def xwayland(tmp_path: Path) -> Iterator[str]:
    """The name of the X display beside a Wayland desktop that nobody sees."""
    command = ["weston", "--backend=headless-backend.so", "--xwayland", "--idle-time=0", "--socket=wl-test"]
    tmp_path.chmod(0o700)
    with subprocess.Popen(
        command,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as desktop:
        try:
            assert desktop.stdout is not None
            said = ""
            while "listening on display" not in said:
                said = desktop.stdout.readline()
                assert said, "weston ended"
            yield said.rpartition(" ")[2].strip()
        finally:
            desktop.terminate()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_SESSION_TYPE": "wayland"}, True),
        ({"XDG_SESSION_TYPE": "Wayland", "DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"XDG_SESSION_TYPE": "x11", "DISPLAY": ":0"}, False),
        ({"WAYLAND_DISPLAY": ""}, False),
        ({}, False),
    ],
)
def test_a_wayland_desktop_is_told_by_its_environment(environment: dict[str, str], expected: bool) -> None:
    assert is_wayland(environment) is expected


def test_an_xwayland_is_told_by_its_extension_or_its_monitors() -> None:
    assert is_xwayland(["RANDR", "XWAYLAND"], [])
    assert is_xwayland(["RANDR"], ["XWAYLAND0"])
    assert not is_xwayland(["RANDR", "DAMAGE"], ["DP-1", "screen"])


def test_a_wayland_desktop_without_an_x_display_is_refused_with_what_to_do() -> None:
    with pytest.raises(CaptureError, match="from your browser"):
        choose_canvas(environment={"WAYLAND_DISPLAY": "wayland-0"})
    with pytest.raises(CaptureError, match="Xorg"):
        choose_canvas(environment={"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":4711"})


@needs_weston
def test_a_real_xwayland_is_never_taken_for_the_screen(xwayland: str) -> None:
    # Also where the environment hides it, as it does in a terminal that was started over SSH.
    for environment in ({"DISPLAY": xwayland}, {"DISPLAY": xwayland, "WAYLAND_DISPLAY": "wl-test"}):
        with pytest.raises(CaptureError, match="Wayland"):
            choose_canvas(environment=environment)


@needs_xvfb
def test_an_x_display_of_its_own_on_a_wayland_desktop_may_be_shown() -> None:
    with stages((64, 48)) as stage:
        screen = choose_canvas(environment={"DISPLAY": stage.name, "WAYLAND_DISPLAY": "wayland-0"})
        assert stage.name in screen.name
        screen.close()
