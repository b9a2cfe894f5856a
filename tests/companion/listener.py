"""A program that says which buttons it gets, and where; run as a process of its own."""

from __future__ import annotations

import sys

from Xlib import X, display


def main() -> None:
    link = display.Display(sys.argv[1])
    screen = link.screen()
    window = screen.root.create_window(
        0,
        0,
        screen.width_in_pixels,
        screen.height_in_pixels,
        0,
        screen.root_depth,
        override_redirect=True,
        event_mask=X.ButtonPressMask | X.ButtonReleaseMask,
    )
    window.map()
    link.sync()
    print("ready", flush=True)
    while True:
        event = link.next_event()
        if event.type in {X.ButtonPress, X.ButtonRelease}:
            print("down" if event.type == X.ButtonPress else "up", event.detail, event.root_x, event.root_y, flush=True)


if __name__ == "__main__":
    main()
