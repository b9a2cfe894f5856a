"""Where a request or a socket comes from, as far as it can be believed."""


def believed(forwarded: str, peer: str, proxies: int) -> str:
    """The network address that something came from. `peer` is who connected, `forwarded` the header X-Forwarded-For.

    The header counts only as far as our own proxies wrote it: each one appends the address that it saw, so with one
    proxy the last entry is the visitor's. What stands before that was written by the visitor.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    return seen[-proxies] if 0 < proxies <= len(seen) else peer
