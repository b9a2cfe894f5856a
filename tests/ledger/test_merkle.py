"""The tree against the published vectors of Certificate Transparency, and against the RFC's own definitions."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.ground.ledger import merkle, proving
from tests.ledger import naive

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# The hashes that the published proofs are made of.
AB = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
CD = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
EF = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
GH = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
ABCD = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
EFGH = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
A = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
B = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
E = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
INCLUSION = {
    (0, 1): [],
    (0, 8): [B, CD, EFGH],
    (5, 8): [E, GH, ABCD],
    (2, 3): [AB],
    (1, 5): [A, CD, E],
}
CONSISTENCY = {(1, 1): [], (1, 8): [B, CD, EFGH], (6, 8): [EF, GH, ABCD], (2, 5): [CD, E]}


def nodes(leaves: list[bytes]) -> merkle.Node:
    """Complete subtrees of a list of leaves, by the RFC's definition."""

    def node(height: int, index: int) -> bytes:
        part = leaves[index << height : (index + 1) << height]
        assert len(part) == 1 << height, "only complete subtrees may be asked for"
        return naive.mth(part)

    return node


def test_leaves_and_roots_are_the_published_ones() -> None:
    assert merkle.leaf_hash(b"").hex() == A
    for size, root in enumerate(ROOTS):
        assert merkle.root(nodes(LEAVES), size).hex() == root


@pytest.mark.parametrize("case", INCLUSION)
def test_inclusion_proofs_are_the_published_ones(case: tuple[int, int]) -> None:
    index, size = case
    proof = merkle.inclusion(nodes(LEAVES), index, size)
    assert [each.hex() for each in proof] == INCLUSION[case]
    assert proving.included(merkle.leaf_hash(LEAVES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize("case", CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(case: tuple[int, int]) -> None:
    first, second = case
    proof = merkle.consistency(nodes(LEAVES), first, second)
    assert [each.hex() for each in proof] == CONSISTENCY[case]
    old, new = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert proving.continued(first, second, proof, old, new)


def test_every_proof_of_trees_of_one_to_eight_holds_and_no_other_does() -> None:
    node = nodes(LEAVES)
    roots = [bytes.fromhex(root) for root in ROOTS]
    for size in range(1, 9):
        for index in range(size):
            proof = merkle.inclusion(node, index, size)
            assert proof == naive.path(index, LEAVES[:size])
            for other in range(8):
                held = proving.included(merkle.leaf_hash(LEAVES[other]), index, size, proof, roots[size])
                assert held == (other == index)
        for first in range(size + 1):
            assert proving.continued(first, size, merkle.consistency(node, first, size), roots[first], roots[size])
            if 0 < first < size:
                assert not proving.continued(first, size, [], roots[first], roots[size])


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_proofs_are_those_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    node, size = nodes(leaves), len(leaves)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = naive.mth(leaves)
    assert merkle.root(node, size) == root
    inclusion = merkle.inclusion(node, index, size)
    assert inclusion == naive.path(index, leaves)
    assert proving.included(merkle.leaf_hash(leaves[index]), index, size, inclusion, root)
    consistency = merkle.consistency(node, first, size)
    assert consistency == naive.proof(first, leaves)
    assert proving.continued(first, size, consistency, naive.mth(leaves[:first]), root)


@given(st.integers(2, 70), st.data())
def test_a_proof_with_one_thing_changed_does_not_hold(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    node, root = nodes(leaves), naive.mth(leaves)
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size - 1))
    inclusion, consistency = merkle.inclusion(node, index, size), merkle.consistency(node, first, size)
    old = naive.mth(leaves[:first])
    leaf = merkle.leaf_hash(leaves[index])
    for wrong in mutations(inclusion, data):
        assert not proving.included(leaf, index, size, wrong, root)
    for wrong in mutations(consistency, data):
        assert not proving.continued(first, size, wrong, old, root)
    assert not proving.included(leaf, size, size, inclusion, root)
    assert not proving.included(leaf, -1, size, inclusion, root)
    assert not proving.included(hashlib.sha256(leaf).digest(), index, size, inclusion, root)
    assert not proving.continued(size, first, consistency, root, old)
    assert not proving.continued(first, size, consistency, old, old)


def mutations(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """The same proof with a bit turned, a hash lost, one too many, or two exchanged."""
    place = data.draw(st.integers(0, len(proof) - 1))
    turned = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    made = [[*proof[:place], turned, *proof[place + 1 :]], proof[:place] + proof[place + 1 :], [*proof, proof[-1]]]
    if len(proof) > 1:
        made.append(proof[::-1])
    return made


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_what_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="there is no leaf"):
        merkle.inclusion(nodes(LEAVES), index, size)


def test_a_smaller_tree_does_not_continue_a_larger_one() -> None:
    with pytest.raises(ValueError, match="does not continue"):
        merkle.consistency(nodes(LEAVES), 5, 4)
