"""The load: raw sockets and frames made beforehand, so that the generator is not what is measured."""

import contextlib
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aboveboard.wire.header import PATH, SUBPROTOCOL
from aboveboard.wire.payloads import Empty
from aboveboard.wire.types import FrameType, Role
from tests.wire.ends import WireEnd

F = FrameType
ROOT = Path(__file__).resolve().parent.parent


class Server:
    """A measured server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def cpu_seconds(self) -> float:
        """User and system time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def server(kind: str) -> Iterator[Server]:
    """Start a server on the first core; this process keeps to the last meanwhile."""
    cores = sorted(os.sched_getaffinity(0))
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    listener.set_inheritable(True)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.relay_server", kind, str(listener.fileno())],
        cwd=ROOT,
        pass_fds=[listener.fileno()],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )
    os.sched_setaffinity(process.pid, cores[:1])
    os.sched_setaffinity(0, cores[-1:])
    try:
        yield Server(process, listener.getsockname()[1])
    finally:
        os.sched_setaffinity(0, cores)
        listener.close()
        process.terminate()
        process.wait(15)


class RawSocket:
    """A WebSocket client that does no more than it must: blocking, masked with zeros."""

    def __init__(self, port: int, path: str = PATH) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(65536)
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode("latin-1"))

    def send(self, *messages: bytes) -> None:
        self.socket.sendall(b"".join(map(wrap, messages)))

    def receive(self) -> bytes:
        """The next binary message."""
        while True:
            message, self.buffer = unwrap(self.buffer)
            if message is not None:
                return message
            data = self.socket.recv(1 << 20)
            if not data:
                raise ConnectionError("closed by the server")
            self.buffer += data

    def close(self) -> None:
        self.socket.close()


def wrap(message: bytes) -> bytes:
    """A client's binary WebSocket frame; the mask is zero, which a server undoes like any other."""
    size = len(message)
    if size < 126:
        return struct.pack(">BBI", 0x82, 0x80 | size, 0) + message
    if size < 65536:
        return struct.pack(">BBHI", 0x82, 0xFE, size, 0) + message
    return struct.pack(">BBQI", 0x82, 0xFF, size, 0) + message


def unwrap(data: bytes) -> tuple[bytes | None, bytes]:
    """The first whole message in `data`, and the rest. Pings are passed over."""
    while len(data) >= 2:
        size, start = data[1] & 0x7F, 2
        if size == 126:
            if len(data) < 4:
                break
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            if len(data) < 10:
                break
            size, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + size:
            break
        message, kind, data = data[start : start + size], data[0] & 0x0F, data[start + size :]
        if kind == 2:
            return message, data
        if kind == 8:
            raise ConnectionError(f"closed: {message!r}")
    return None, data


class Met:
    """A customer's end and an admitted technician's in one session, by raw sockets, with a live grant to view."""

    def __init__(self, port: int, number: int) -> None:
        self.customer, self.technician = self._end(port, number, 1), self._end(port, number, 2)
        self._until(self.technician, lambda: self.technician[1].welcome is not None)
        self.technician[0].send(self.technician[1].begin(1))
        self._until(self.customer, self._revealed, also=self.technician)
        self.customer[0].send(*self.customer[1].steps(), self.customer[1].admit(2))
        self.grant, frame = self.customer[1].grant(2, lease_ms=5000)
        self.customer[0].send(frame)
        self._until(self.customer, lambda: bool(self.customer[1].heard_of(F.REFRESH)))

    def _end(self, port: int, number: int, participant: int) -> tuple[RawSocket, WireEnd]:
        role = Role.CUSTOMER if participant == 1 else Role.TECHNICIAN
        end = WireEnd(role, f"{'0' * 16}{number}-{participant}")
        raw = RawSocket(port)
        raw.send(end.hello())
        self._hear((raw, end))
        return raw, end

    def _revealed(self) -> bool:
        handshake = self.customer[1].handshakes.get(2)
        return handshake is not None and handshake.phrase is not None

    def _hear(self, end: tuple[RawSocket, WireEnd]) -> None:
        raw, wire = end
        answers = wire.hear(raw.receive())
        if answers:
            raw.send(*answers)

    def _until(self, end, true, also=None) -> None:  # type: ignore[no-untyped-def]  # a small helper of two closures
        while not true():
            for each in (end, also) if also else (end,):
                if true():
                    return
                each[0].socket.settimeout(0.05 if also else 30)
                with contextlib.suppress(TimeoutError):
                    self._hear(each)
                each[0].socket.settimeout(30)

    def renew(self) -> bytes:
        return wrap(self.customer[1].make(F.RENEW, Empty()))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def now_us() -> int:
    return time.monotonic_ns() // 1000
