"""What the relay costs: frames per CPU second against a bare copying pair, and many sessions at once on one core.

Both servers get the same load in the same run: 200 pairs, 30 frames a second each, 8 KiB of payload. The server has the
first core for itself and the load comes from the last one. Delay is from the sender's `send` to the receiver's `recv`,
so the kernel, twice, is in it.
"""

import gc
import select
import time
from dataclasses import dataclass, field

from aboveboard.wire.header import HEADER_BYTES, LAYOUT
from aboveboard.wire.types import FrameType
from bench.figures import Figure, report
from bench.load import Met, RawSocket, now_us, percentile, server

PAIRS = 200
PER_SECOND = 30
PAYLOAD = bytes(8192)
SECONDS = 8
WARM_UP = 2
RENEW_EVERY = 1.5
FRAME = HEADER_BYTES + len(PAYLOAD)
# 0x82: a whole binary message; 126 and two bytes: its length; with the client's bit 0x80 a mask, of zeros.
HEAD = bytes([0x82, 0xFE]) + FRAME.to_bytes(2, "big") + bytes(4)
BACK = bytes([0x82, 0x7E]) + FRAME.to_bytes(2, "big")


@dataclass
class Pair:
    """One sender and one receiver."""

    sender: RawSocket
    receiver: RawSocket
    met: Met | None = None
    sequence: int = 0
    waiting: bytearray = field(default_factory=bytearray)

    def send(self, sent_us: int) -> None:
        self.sequence += 1
        key = 1 if self.sequence % PER_SECOND == 0 else 0
        if self.met is not None:
            self.met.customer[1].out.sequence += 1
            self.sequence = self.met.customer[1].out.sequence
        head = LAYOUT.pack(1, FrameType.PICTURE, key, 1, 0, self.sequence, sent_us)
        self.sender.socket.sendmsg([HEAD, head, PAYLOAD])

    def receive(self, delays: list[int]) -> None:
        """Take what has come; frames of another length are the relay's own words."""
        data = self.waiting
        data += self.receiver.socket.recv(1 << 14)
        at, now = 0, now_us()
        while len(data) - at >= 4:
            if data[at : at + 4] == BACK:
                if len(data) - at < 4 + FRAME:
                    break
                delays.append(now - int.from_bytes(data[at + 20 : at + 28], "big"))
                at += 4 + FRAME
            else:
                size = data[at + 1] if data[at + 1] < 126 else int.from_bytes(data[at + 2 : at + 4], "big") + 2
                if len(data) - at < 2 + size:
                    break
                at += 2 + size
        del data[:at]


@dataclass
class Result:
    """What one load measured."""

    sent: int
    delays: list[int]
    cpu: float


def load(kind: str) -> Result:
    """Run the load against one server."""
    with server(kind) as served:
        pairs: list[Pair] = []
        for number in range(PAIRS):
            if kind == "product":
                met = Met(served.port, number)
                pairs.append(Pair(met.customer[0], met.technician[0], met))
                for early in pairs:
                    if early.met is not None and number % 20 == 19:
                        early.sender.socket.sendall(early.met.renew())
            else:
                receiver = RawSocket(served.port, f"/{number}/2")
                pairs.append(Pair(RawSocket(served.port, f"/{number}/1"), receiver))
        poll = select.epoll()
        by_number = {pair.receiver.socket.fileno(): pair for pair in pairs}
        for number in by_number:
            poll.register(number, select.EPOLLIN)
        if kind == "product":
            for pair in pairs:
                pair.send(now_us())
        run(pairs, by_number, poll, WARM_UP, [])
        before, delays = served.cpu_seconds(), []
        sent = run(pairs, by_number, poll, SECONDS, delays)
        cpu = served.cpu_seconds() - before
        for pair in pairs:
            pair.sender.close()
            pair.receiver.close()
    return Result(sent, delays, cpu)


def run(pairs: list[Pair], by_number: dict[int, Pair], poll: select.epoll, seconds: float, delays: list[int]) -> int:
    """Send at an even pace over all pairs for some time, and take what comes."""
    gap = 1 / (len(pairs) * PER_SECOND)
    start = time.monotonic()
    sent, renewed, last = 0, start - RENEW_EVERY, 0
    while (now := time.monotonic()) - start < seconds + 0.3:
        while sent * gap < min(now - start, seconds):
            pairs[sent % len(pairs)].send(now_us())
            sent += 1
        if now - renewed >= RENEW_EVERY / len(pairs):
            renewed = now
            pair = pairs[last % len(pairs)]
            last += 1
            if pair.met is not None:
                pair.sender.socket.sendall(pair.met.renew())
        for number, _ in poll.poll(0.0005):
            by_number[number].receive(delays)
        drain_senders(pairs, sent)
    return sent


def drain_senders(pairs: list[Pair], sent: int) -> None:
    """Take what the relay tells the senders, now and then, so that it never has to wait for them."""
    pair = pairs[sent % len(pairs)]
    if pair.met is not None and select.select([pair.sender.socket], [], [], 0)[0]:
        pair.sender.socket.recv(1 << 14)


def main() -> None:
    """Measure, print, judge."""
    gc.disable()
    bare, product = load("bare"), load("product")
    floor, ours = len(bare.delays) / bare.cpu, len(product.delays) / product.cpu
    wanted = PAIRS * PER_SECOND * SECONDS
    print(f"{PAIRS} pairs, {PER_SECOND}/s of {len(PAYLOAD)} bytes each, for {SECONDS} s: {wanted} frames wanted")
    report(
        [
            Figure("relay, frames per CPU second", ours, "frames", floor=floor),
            Figure("relay against the bare pair", ours / floor, "times", target=0.7, at_most=False),
            Figure("frames that arrived", len(product.delays) / wanted * 100, "%", target=99.9, at_most=False),
            Figure("CPU of the relay's core", product.cpu / SECONDS * 100, "%", floor=bare.cpu / SECONDS * 100),
            Figure("delay p50", percentile_ms(product, 0.5), "ms", floor=percentile_ms(bare, 0.5)),
            Figure("delay p99", percentile_ms(product, 0.99), "ms", floor=percentile_ms(bare, 0.99)),
            Figure(
                "delay added to the bare pair's, p99",
                percentile_ms(product, 0.99) - percentile_ms(bare, 0.99),
                "ms",
                target=10,
            ),
        ]
    )


def percentile_ms(result: Result, share: float) -> float:
    """A percentile of the delays, in milliseconds."""
    return percentile([float(delay) for delay in result.delays], share) / 1000


if __name__ == "__main__":
    main()
