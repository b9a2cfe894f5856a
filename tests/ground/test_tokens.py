"""Signed links open only what they were signed for."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.ground import tokens


def test_a_link_reads_back_for_its_own_purpose_alone() -> None:
    identifier = uuid.uuid4()
    link = tokens.sign("receipt", identifier)
    assert tokens.read("receipt", link) == identifier
    assert tokens.read("answer", link) is None


@given(st.text(max_size=80))
def test_made_up_links_open_nothing(text: str) -> None:
    assert tokens.read("receipt", text) is None


@given(st.integers(min_value=0, max_value=60), st.characters(codec="ascii"))
def test_a_changed_link_opens_nothing(position: int, letter: str) -> None:
    link = tokens.sign("receipt", uuid.UUID(int=7))
    position %= len(link)
    changed = link[:position] + letter + link[position + 1 :]
    if changed != link:
        assert tokens.read("receipt", changed) is None


def test_secrets_are_long_and_never_the_same() -> None:
    made = {tokens.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(secret) == 43 for secret in made)
