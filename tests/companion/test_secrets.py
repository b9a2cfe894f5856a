"""A password reaches the one technician it was for, once, and nobody between."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from aboveboard.companion.flow.secrets import WISHES_MOST
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.wire import payloads as p
from aboveboard.wire import remote as r
from aboveboard.wire.sealing import SECRET_BYTES, NotSealedError, seal, unseal
from aboveboard.wire.types import FrameType, Scope
from tests.companion.helping import computer, visit
from tests.companion.hostile import CUSTOMER, SESSION, TECHNICIAN, HostileDesk
from tests.companion.says import Says

PASSWORD = "Grüße 世界 🔑 correct horse"
QUIET = 0.3


def wish() -> r.SecretWish:
    return r.SecretWish(secret=secrets.token_hex(16), reason="to unlock the printer")


async def given(desk: HostileDesk, count: int = 1) -> r.Secret:
    secret = await desk.expect(FrameType.SECRET, count)
    assert isinstance(secret, r.Secret)
    return secret


def opened(desk: HostileDesk, secret: r.Secret, name: str = "") -> str:
    ephemeral, sealed = p.to_bytes(secret.ephemeral), p.to_bytes(secret.sealed)
    return desk.wire.handshake.unseal(TECHNICIAN, name or secret.secret, ephemeral, sealed)


async def test_what_the_person_typed_arrives_and_what_travels_is_sealed(tmp_path: Path) -> None:
    answers, wished = Says(password=PASSWORD), wish()

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wished))
        secret = await given(desk)
        assert (secret.secret, secret.to) == (wished.secret, TECHNICIAN)
        assert PASSWORD.encode() not in p.to_bytes(secret.sealed)
        assert opened(desk, secret) == PASSWORD
        with pytest.raises(NotSealedError):
            opened(desk, secret, "f" * 32)
        for _ in range(3):
            await desk.send(desk.wire.technician(FrameType.SECRET_SEEN, r.SecretSeen(secret=wished.secret)))
        await asyncio.sleep(QUIET)

    session, _ = await visit(Scope.PASSWORD, answers, computer(tmp_path), play)
    assert [one for one in answers.told if one[0] in ("given", "shown")] == [
        ("given", "Ana Castro"),
        ("shown", "Ana Castro"),
    ]
    assert PASSWORD not in repr(answers.told)
    assert PASSWORD not in repr(vars(session._services[Scope.PASSWORD]))


@pytest.mark.parametrize("typed", [None, "", "x" * (SECRET_BYTES + 1)])
async def test_no_answer_and_one_that_does_not_fit_are_a_no(tmp_path: Path, typed: str | None) -> None:
    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wish()))
        assert (await given(desk)).sealed == ""

    await visit(Scope.PASSWORD, Says(password=typed), computer(tmp_path), play)


async def test_without_a_yes_to_it_nobody_is_asked(tmp_path: Path) -> None:
    answers = Says(password=PASSWORD)

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wish()))
        await asyncio.sleep(QUIET)
        assert desk.count(FrameType.SECRET) == 0

    session, _ = await visit(Scope.TOOL, answers, computer(tmp_path), play)
    assert "secret_wish without permission" in session.distrusted


async def test_the_same_wish_again_and_a_flood_of_them_get_nothing(tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(Says):
        async def give_password(self, technician: Any, reason: str) -> str | None:
            asked.append(reason)
            return PASSWORD

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        first = wish()
        for _ in range(3):
            await desk.send(desk.wire.technician(FrameType.SECRET_WISH, first))
        await given(desk)
        for count in range(2, 2 + 2 * WISHES_MOST):
            await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wish()))
            if count <= WISHES_MOST:
                await given(desk, count)
        await asyncio.sleep(QUIET)

    await visit(Scope.PASSWORD, Counting(), computer(tmp_path), play)
    assert len(asked) == WISHES_MOST


async def test_typed_too_late_means_not_given(tmp_path: Path) -> None:
    sessions: list[CustomerSession] = []

    class Late(Says):
        async def give_password(self, technician: Any, reason: str) -> str | None:
            try:
                await sessions[0].revoke(sessions[0].end.permissions()[0].identifier)
            finally:
                return PASSWORD  # noqa: B012  # a person who answers although the question was taken away

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wish()))
        await desk.expect(FrameType.REVOKE)
        await asyncio.sleep(QUIET)
        assert not [one for _, one in desk.got if isinstance(one, r.Secret) and one.sealed]

    await visit(Scope.PASSWORD, Late(), computer(tmp_path), play, sessions.append)


async def test_keys_that_change_while_the_person_types_get_nothing(tmp_path: Path) -> None:
    asked, changed = asyncio.Event(), asyncio.Event()

    class Typing(Says):
        async def give_password(self, technician: Any, reason: str) -> str | None:
            asked.set()
            await changed.wait()
            return PASSWORD

    async def play(desk: HostileDesk, grant: p.Give) -> None:
        await desk.send(desk.wire.technician(FrameType.SECRET_WISH, wish()))
        await asked.wait()
        # Somebody in between takes the technician's place under the question.
        await desk.send(desk.wire.keys(desk.wire.handshake.begin()))
        await desk.expect(FrameType.REVEAL, 2)
        changed.set()
        await asyncio.sleep(QUIET)
        assert not [one for _, one in desk.got if isinstance(one, r.Secret) and one.sealed]

    await visit(Scope.PASSWORD, Typing(), computer(tmp_path), play)


def test_everything_that_it_is_bound_to_counts() -> None:
    mine, theirs, other = (X25519PrivateKey.generate() for _ in range(3))
    my_public, their_public = mine.public_key().public_bytes_raw(), theirs.public_key().public_bytes_raw()
    name = "5" * 32
    ephemeral, sealed = seal(mine, their_public, SESSION, CUSTOMER, TECHNICIAN, name, PASSWORD)
    good: dict[str, Any] = {
        "mine": theirs,
        "theirs": my_public,
        "session": SESSION,
        "customer": CUSTOMER,
        "technician": TECHNICIAN,
        "secret": name,
        "ephemeral": ephemeral,
        "sealed": sealed,
    }
    assert unseal(**good) == PASSWORD
    for wrong in (
        {"mine": other},
        {"theirs": other.public_key().public_bytes_raw()},
        {"session": type(SESSION)(int=1)},
        {"customer": 3},
        {"technician": 3},
        {"secret": "6" * 32},
        {"ephemeral": other.public_key().public_bytes_raw()},
        {"ephemeral": bytes(32)},
        {"sealed": sealed[:-1] + bytes([sealed[-1] ^ 1])},
        {"sealed": b""},
    ):
        with pytest.raises(NotSealedError):
            unseal(**{**good, **wrong})


def test_its_length_tells_nothing() -> None:
    mine, their = X25519PrivateKey.generate(), X25519PrivateKey.generate().public_key().public_bytes_raw()
    lengths = {
        len(seal(mine, their, SESSION, 1, 2, "5" * 32, text)[1]) for text in ("a", "a" * 300, "x" * SECRET_BYTES)
    }
    assert len(lengths) == 1
    assert len(p.to_text(bytes(lengths.pop()))) <= 2048
