"""Every pair of the corpus."""

from __future__ import annotations

from tests.diagnostics.machines import broken_connections, broken_disks, broken_parts, broken_systems
from tests.diagnostics.machines.pair import Pair

PAIRS: dict[str, Pair] = {
    one.title: one
    for one in (*broken_disks.PAIRS, *broken_parts.PAIRS, *broken_systems.PAIRS, *broken_connections.PAIRS)
}
"""By title."""
