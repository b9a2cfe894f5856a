"""Hints between parts of one process: "look again at this topic". The database is the truth; a lost hint costs nothing.

Topics: `queue`, `case:<uuid>`, `session:<uuid>`. Publishing waits for the commit, so nobody looks too early.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.db import transaction

QUEUE_LENGTH = 64

_lock = threading.Lock()
_listeners: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str]]]] = defaultdict(set)


def _put(queue: "asyncio.Queue[str]", topic: str) -> None:
    # A listener that is so far behind will look again anyway: one hint is as good as many.
    if not queue.full():
        queue.put_nowait(topic)


def publish_now(topic: str) -> None:
    """Tell every listener of the topic in this process. Safe from any thread."""
    with _lock:
        listeners = list(_listeners.get(topic, ()))
    for loop, queue in listeners:
        if not loop.is_closed():
            loop.call_soon_threadsafe(_put, queue, topic)


def publish(*topics: str) -> None:
    """Tell listeners once the transaction at hand is committed (at once where there is none)."""
    for topic in topics:
        transaction.on_commit(lambda topic=topic: publish_now(topic))  # type: ignore[misc]  # a default argument binds the loop's value


@asynccontextmanager
async def listening(*topics: str) -> AsyncIterator["asyncio.Queue[str]"]:
    """A queue of the topics' hints, for as long as the context is open."""
    entry = (asyncio.get_running_loop(), asyncio.Queue[str](QUEUE_LENGTH))
    with _lock:
        for topic in topics:
            _listeners[topic].add(entry)
    try:
        yield entry[1]
    finally:
        with _lock:
            for topic in topics:
                _listeners[topic].discard(entry)
                if not _listeners[topic]:
                    del _listeners[topic]
