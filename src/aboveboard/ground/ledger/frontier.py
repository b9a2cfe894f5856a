"""The right edge of a growing tree: enough to tell its root after every leaf, in a few hashes. Pure."""

from aboveboard.ground.ledger.merkle import EMPTY_ROOT, node_hash


class Frontier:
    """Complete subtrees from left to right, each smaller than the one before."""

    def __init__(self, subtrees: list[tuple[int, bytes]] | None = None) -> None:
        self._subtrees = list(subtrees or [])

    def push(self, hashed: bytes, height: int = 0) -> None:
        """Add a leaf, or a complete subtree of 2**height leaves where the size so far is a multiple of that."""
        stack = self._subtrees
        while stack and stack[-1][0] == height:
            hashed, height = node_hash(stack.pop()[1], hashed), height + 1
        stack.append((height, hashed))

    def root(self) -> bytes:
        """The root of what was pushed."""
        if not self._subtrees:
            return EMPTY_ROOT
        *left, (_, root) = self._subtrees
        for _, hashed in reversed(left):
            root = node_hash(hashed, root)
        return root

    def copy(self) -> "Frontier":
        """The same edge, to grow on its own."""
        return Frontier(self._subtrees)
