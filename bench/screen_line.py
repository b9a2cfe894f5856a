"""The line between a viewer and its server, of our own: it counts what passes and, when told to, is slow.

Run as a process: `python -m bench.screen_line 127.0.0.1:8000`; its first line of output names the port on which it
listens. Orders are lines of JSON. {"do": "count"} → bytes so far down (to whoever connected here) and up.
{"do": "log"} → when something passed since the last such order: [[time, bytes], …] down and up, CLOCK_MONOTONIC.
{"do": "shape", "bits": 1000000, "delay": 0.08} → from now on one line of so many bits a second, with so many seconds of
delay, each way, and a buffer of a quarter of a second; no bits: free again.
"""

import contextlib
import json
import socket
import sys
import threading
import time
from collections import deque

CHUNK = 1 << 16
SLOW_CHUNK = 1400
BUFFER_S = 0.25
"""What a modem holds back. Whoever sends more than that has to wait, as TCP makes it."""


class Way:
    """One direction of the line, shared by all connections."""

    def __init__(self) -> None:
        self.bytes = 0
        self.log: list[tuple[float, int]] = []
        self.rate = 0.0
        self.delay = 0.0
        self._free_at = 0.0
        self._lock = threading.Lock()

    def shape(self, bits: float, delay: float) -> None:
        self.rate, self.delay = bits / 8, delay

    def book(self, size: int) -> tuple[float, float]:
        """When these bytes come out at the other end, and when more may be put in."""
        with self._lock:
            self.bytes += size
            self.log.append((time.monotonic(), size))
            if not self.rate:
                return 0.0, 0.0
            self._free_at = max(self._free_at, time.monotonic()) + size / self.rate
            return self._free_at + self.delay, self._free_at - BUFFER_S


class Pipe:
    """One direction of one connection: a thread reads, and writes at once; on a slow line another writes."""

    def __init__(self, way: Way, source: socket.socket, target: socket.socket) -> None:
        self.way, self.source, self.target = way, source, target
        self.waiting: deque[tuple[float, bytes]] = deque()
        self.more = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=self.write, daemon=True).start()

    def read(self) -> None:
        with contextlib.suppress(OSError):
            while data := self.source.recv(SLOW_CHUNK if self.way.rate else CHUNK):
                due, again = self.way.book(len(data))
                if not due and not self.waiting:
                    self.target.sendall(data)
                    continue
                self.put(due, data)
                time.sleep(max(0.0, again - time.monotonic()))
        self.put(0.0, b"")

    def put(self, due: float, data: bytes) -> None:
        with self.more:
            self.waiting.append((due, data))
            self.more.notify()

    def write(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                with self.more:
                    self.more.wait_for(lambda: self.waiting)
                    due, data = self.waiting[0]
                if not data:
                    break
                time.sleep(max(0.0, due - time.monotonic()))
                self.target.sendall(data)
                self.waiting.popleft()
        for end in (self.source, self.target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Line:
    """Takes connections and joins each to the server."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server, self.up, self.down = server, Way(), Way()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        # Small, so that a slow line is felt by whoever sends and not swallowed by this computer's own buffers.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            near, _ = self.listener.accept()
            far = socket.socket()
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            try:
                far.connect(self.server)
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Pipe(self.up, near, far)
            Pipe(self.down, far, near)


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    line = Line((host, int(port)))
    print(json.dumps({"port": line.port}), flush=True)
    for order in map(json.loads, sys.stdin):
        if order["do"] == "log":
            (down, line.down.log), (up, line.up.log) = (line.down.log, []), (line.up.log, [])
            print(json.dumps({"down": down, "up": up}), flush=True)
            continue
        if order["do"] == "shape":
            for way in (line.up, line.down):
                way.shape(order["bits"], order["delay"])
        print(json.dumps({"down": line.down.bytes, "up": line.up.bytes}), flush=True)


if __name__ == "__main__":
    main()
