"""Who captured, and when, as the display itself tells it: every request for pixels is recorded by the X server.

Run as a process: `python -m bench.screen_witness :7`. Orders are lines of JSON.
{"do": "captures"} → [time, …] of CLOCK_MONOTONIC, when requests for pixels came to the display since the last order.
{"do": "watch"} → opens a window that gets keys and the pointer; {"do": "events"} → [[time, "key" | x], …] since then.
"""

import json
import sys
import threading
import time
from typing import Any

from Xlib import X, display
from Xlib.ext import record

GET_IMAGE, SHM_GET_IMAGE = 73, 4
WINDOW = (100, 100, 900, 700)


class Witness:
    """Two connections: one that is told of all requests for pixels, one with a window."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.captured: list[float] = []
        self.happened: list[tuple[float, Any]] = []
        link = display.Display(name)
        shared = link.query_extension("MIT-SHM").major_opcode
        nothing = (0, 0)
        wanted = {
            "core_requests": (GET_IMAGE, GET_IMAGE),
            "core_replies": nothing,
            "ext_requests": (shared, shared, SHM_GET_IMAGE, SHM_GET_IMAGE),
            "ext_replies": (0, 0, 0, 0),
            "delivered_events": nothing,
            "device_events": nothing,
            "errors": nothing,
            "client_started": False,
            "client_died": False,
        }
        context = link.record_create_context(0, [record.AllClients], [wanted])
        threading.Thread(target=link.record_enable_context, args=(context, self.hear), daemon=True).start()

    def hear(self, reply: Any) -> None:
        if reply.category == record.FromClient and reply.data:
            self.captured.append(time.monotonic())

    def captures(self) -> list[float]:
        found, self.captured = self.captured, []
        return found

    def watch(self) -> int:
        link = display.Display(self.name)
        mask = X.KeyPressMask | X.PointerMotionMask
        screen = link.screen()
        window = screen.root.create_window(*WINDOW, 0, screen.root_depth, override_redirect=True, event_mask=mask)
        window.map()
        window.raise_window()
        link.sync()
        window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
        link.sync()
        threading.Thread(target=self.look, args=(link,), daemon=True).start()
        return 0

    def look(self, link: Any) -> None:
        while True:
            event = link.next_event()
            now = time.monotonic()
            if event.type == X.KeyPress:
                self.happened.append((now, "key"))
            elif event.type == X.MotionNotify:
                self.happened.append((now, event.root_x))

    def events(self) -> list[tuple[float, Any]]:
        found, self.happened = self.happened, []
        return found


def main() -> None:
    witness = Witness(sys.argv[1])
    for order in map(json.loads, sys.stdin):
        print(json.dumps(getattr(witness, order["do"])()), flush=True)


if __name__ == "__main__":
    main()
