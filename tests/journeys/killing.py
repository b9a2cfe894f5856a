"""A product that is killed again and again, and people who go on until each thing that they do was acknowledged."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from aboveboard.companion.flow.clock import SystemClock
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.happenings import Met
from aboveboard.site.tour.report import NotHeldError
from aboveboard.wire.header import SUBPROTOCOL
from aboveboard.wire.types import Scope, Step
from tests.product import Product

Done = TypeVar("Done")
PATIENCE = 150.0
TROUBLE = (httpx.TransportError, NotHeldError, WebSocketException, OSError, EOFError)


def inside(product: Product, script: str) -> Any:
    """What a script prints as JSON that runs with the product's settings, beside the running product."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django, json\ndjango.setup()\n{script}"],
        env={**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Killer:
    """Kills the product every now and then, and starts it anew at the same address."""

    def __init__(self, product: Product, start: Callable[..., Product], seed: int) -> None:
        self.product = product
        self.kills = 0
        self._start = start
        self._chance = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._error: BaseException | None = None

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        port = int(self.product.url.rsplit(":", 1)[1])
        try:
            # Each life is a little longer than the last, so that the people get on even on a machine with much to do.
            while not self._stop.wait(self._chance.uniform(0.05, 0.8) * (1 + self.kills / 3)):
                self.product.kill()
                self.kills += 1
                self.product = self._start(data=self.product.data, port=port)
        except BaseException as error:  # noqa: BLE001 - raised again where the block ends
            self._error = error


def until_acknowledged(action: Callable[[], Done]) -> Done:
    """Try until the server says yes, however often it dies meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except TROUBLE:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class QuickCustomer:
    """A customer's end that says yes to everything, as far as one recorded grant."""

    def __init__(self, base: str, seat: dict[str, str]) -> None:
        self._base = base
        self._seat = seat

    def grant_once(self, technician: Callable[[str], None]) -> str:
        """Meet the technician whom ``technician`` brings in, grant seeing, and return the grant once it is recorded."""
        answer = httpx.post(
            f"{self._base}/api/ticket", json={}, headers={"Authorization": f"Bearer {self._seat['resume']}"}
        )
        if answer.status_code != httpx.codes.OK:
            raise NotHeldError(f"no ticket: {answer.status_code}")
        end = CustomerEnd(answer.json()["ticket"], self._seat["session"], SystemClock(), ("avc1.42E01F",))
        with connect(
            self._base.replace("http", "ws", 1) + "/wire", subprotocols=[SUBPROTOCOL], compression=None, proxy=None
        ) as socket:
            end.hello()
            given, called = "", False
            for _ in range(100):
                while (frame := end.take()) is not None:
                    socket.send(frame)
                end.receive(socket.recv(timeout=5, decode=False))
                if end.welcomed and not called:
                    called = True
                    technician(self._seat["session"])
                for happening in [end.happenings.popleft() for _ in range(len(end.happenings))]:
                    if isinstance(happening, Met):
                        for step in Step:
                            end.acknowledge(step)
                        end.admit(happening.technician.participant, True)
                        given = end.grant(Scope.VIEW, happening.technician.participant)
                if given and end.may_show():
                    return given
        raise NotHeldError("no grant was recorded")
