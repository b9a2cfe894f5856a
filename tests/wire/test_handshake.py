"""The key handshake, honest and attacked from the middle."""

from uuid import uuid4

import pytest

from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.payloads import Commit, Reveal, to_text
from aboveboard.wire.types import Role

SESSION = uuid4()


def ends() -> tuple[Handshake, Handshake]:
    return Handshake(Role.CUSTOMER, SESSION, 2), Handshake(Role.TECHNICIAN, SESSION, 1)


def play(begun: Commit, customer: Handshake, technician: Handshake) -> None:
    [commit] = customer.receive(begun)
    [reveal] = technician.receive(commit)
    [answer] = customer.receive(reveal)
    assert technician.receive(answer) == []


def test_both_see_the_same_words() -> None:
    customer, technician = ends()
    play(technician.begin(), customer, technician)
    assert customer.phrase is not None
    assert customer.phrase == technician.phrase
    assert len(customer.phrase) == 4


def test_somebody_in_the_middle_shows_in_the_phrase() -> None:
    customer, technician = ends()
    false_customer, false_technician = ends()
    play(technician.begin(), false_customer, technician)
    play(false_technician.begin(), customer, false_technician)
    assert customer.phrase is not None
    assert technician.phrase is not None
    assert customer.phrase != technician.phrase


def test_swapped_keys_do_not_match_the_commitment() -> None:
    customer, technician = ends()
    _, other = ends()
    [commit] = customer.receive(technician.begin())
    other.begin()
    [_] = technician.receive(commit)
    [swapped] = other.receive(commit)
    with pytest.raises(ProtocolError, match="keys"):
        customer.receive(swapped)
    assert customer.phrase is None


@pytest.mark.parametrize("field", ["agreement", "signing", "nonce"])
def test_one_changed_byte_does_not_match_the_commitment(field: str) -> None:
    customer, technician = ends()
    [commit] = customer.receive(technician.begin())
    [reveal] = technician.receive(commit)
    assert isinstance(reveal, Reveal)
    parts = {"agreement": reveal.agreement, "signing": reveal.signing, "nonce": reveal.nonce, field: to_text(bytes(32))}
    with pytest.raises(ProtocolError, match="keys"):
        customer.receive(Reveal(to=1, **parts))


def test_a_commitment_cannot_be_reflected() -> None:
    """Playing an end's own commitment and keys back to it fails, since the role is in the commitment."""
    customer, technician = ends()
    [commit] = customer.receive(technician.begin())
    assert isinstance(commit, Commit)
    [own] = customer.receive(commit)
    assert own == commit, "unrevealed material may be committed to again"
    [reveal] = technician.receive(commit)
    with pytest.raises(ProtocolError, match="keys"):
        customer.receive(reveal)


def test_nothing_is_revealed_before_the_other_committed() -> None:
    customer, technician = ends()
    technician.begin()
    mine = Reveal(to=1, agreement=to_text(bytes(32)), signing=to_text(bytes(32)), nonce=to_text(bytes(32)))
    for end in (customer, technician):
        with pytest.raises(ProtocolError, match="keys"):
            end.receive(mine)


def test_material_is_never_used_again_after_it_was_revealed() -> None:
    customer, technician = ends()
    begun = technician.begin()
    play(begun, customer, technician)
    [second] = customer.receive(technician.begin())
    assert customer.phrase is None
    third = technician.begin()
    assert isinstance(second, Commit)
    assert len({begun.commitment, second.commitment, third.commitment}) == 3
    play(third, customer, technician)
    assert customer.phrase == technician.phrase
