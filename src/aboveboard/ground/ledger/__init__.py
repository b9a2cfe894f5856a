"""The ledger: an append-only list of what was done with people's data, in a Merkle tree after RFC 9162."""
