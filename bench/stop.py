"""How fast a stop is: from the revoke reaching the relay to the last frame that it forwards.

Pictures are in flight and queued when the revoke arrives, as a customer's hand is slower than a stream. Two clocks:

- at the relay, on the product's own classes: from the moment at which the revoke is handed to the machine until it has
  been carried out, with full queues; frames that leave the queues afterwards are counted.
- over sockets: from sending the revoke to the last picture that the technician's socket receives, the kernel included.
"""

import time
import uuid

from aboveboard.relay.queues import Outbox
from aboveboard.wire.limits import QUEUE_FRAMES
from aboveboard.wire.payloads import Revoke
from aboveboard.wire.permit import Permitted
from aboveboard.wire.types import FrameType
from bench.figures import Figure, report
from bench.load import Met, percentile, server, wrap
from tests.wire.board import Met as Machine
from tests.wire.board import Shell

F = FrameType
ROUNDS = 300
PAYLOAD = bytes(8192)


def in_memory() -> tuple[list[float], int]:
    """Milliseconds to carry out a revoke over a full queue, and the frames that came out afterwards."""
    times, after = [], 0
    for _ in range(ROUNDS):
        met = Machine(Shell(uuid.uuid4()))
        grant = met.grant()
        outbox = Outbox()
        for number in range(QUEUE_FRAMES):
            met.shell.now += 5_000
            made = met.shell.session.receive(met.c, met.customer.picture(PAYLOAD, key=number == 0), met.shell.now)
            for permitted in made:
                assert isinstance(permitted, Permitted)
                outbox.forward(permitted)
        revoke = met.customer.make(F.REVOKE, Revoke(grant=grant))
        started = time.perf_counter()
        met.shell.do(met.shell.session.receive(met.c, revoke, met.shell.now))
        outbox.purge(met.shell.now)
        times.append((time.perf_counter() - started) * 1000)
        while outbox.take(met.shell.now) is not None:
            after += 1
    return times, after


def over_sockets() -> tuple[list[float], int]:
    """Milliseconds from sending a revoke to the last picture received, and pictures that came after GRANTS said so."""
    times, after = [], 0
    with server("product") as served:
        for number in range(ROUNDS):
            met = Met(served.port, number)
            raw, wire = met.customer
            pictures = [wrap(wire.picture(PAYLOAD, key=count == 0)) for count in range(20)]
            revoke = wrap(wire.make(F.REVOKE, Revoke(grant=met.grant)))
            late = [wrap(wire.picture(PAYLOAD, key=True)) for _ in range(20)]
            raw.socket.sendall(b"".join(pictures))
            started = time.perf_counter()
            raw.socket.sendall(revoke + b"".join(late))
            last = started
            technician, ended = met.technician[0], False
            while not ended:
                frame = technician.receive()
                if frame[1] == F.PICTURE:
                    last = time.perf_counter()
                elif frame[1] == F.GRANTS and frame[24:] == b'{"grants":[]}':
                    ended = True
            technician.socket.settimeout(0.02)
            try:
                while True:
                    after += technician.receive()[1] == F.PICTURE
            except TimeoutError:
                pass
            times.append((last - started) * 1000)
            raw.close()
            technician.close()
    return times, after


def main() -> None:
    """Measure, print, judge."""
    times, after = in_memory()
    socket_times, socket_after = over_sockets()
    report(
        [
            Figure("frames out of a full queue after the revoke", after, "frames", target=0),
            Figure("revoke carried out over a full queue, p50", percentile(times, 0.5), "ms"),
            Figure("revoke carried out over a full queue, p99", percentile(times, 0.99), "ms", target=2),
            Figure("pictures after the word that the grant is over", socket_after, "frames", target=0),
            Figure("revoke sent to last picture received, p50", percentile(socket_times, 0.5), "ms"),
            Figure("revoke sent to last picture received, p99", percentile(socket_times, 0.99), "ms"),
        ]
    )


if __name__ == "__main__":
    main()
