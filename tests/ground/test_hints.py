"""Hints reach listeners of their topic, after the commit, from any thread."""

import asyncio
import threading

import pytest
from django.db import transaction

from aboveboard.ground import hints


async def test_a_hint_reaches_those_who_listen_to_its_topic() -> None:
    async with hints.listening("queue") as queue, hints.listening("case:1") as other:
        threading.Thread(target=hints.publish_now, args=("queue",)).start()
        assert await asyncio.wait_for(queue.get(), 5) == "queue"
        assert other.empty()


async def test_a_slow_listener_is_never_waited_for() -> None:
    async with hints.listening("queue") as queue:
        for _ in range(10 * hints.QUEUE_LENGTH):
            hints.publish_now("queue")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert queue.full()


@pytest.mark.django_db(transaction=True)
def test_a_hint_waits_for_the_commit_and_is_lost_with_a_rollback(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(hints, "publish_now", told.append)
    with transaction.atomic():
        hints.publish("queue", "case:1")
        assert told == []
    assert told == ["queue", "case:1"]
    with transaction.atomic():
        hints.publish("case:2")
        transaction.set_rollback(True)
    assert told == ["queue", "case:1"]
