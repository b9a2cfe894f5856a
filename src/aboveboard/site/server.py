"""How uvicorn runs the product: one place for `serve`, the demo and the tests."""

from typing import Any

from aboveboard.relay.protocol import WireProtocol
from aboveboard.wire.limits import MEDIA_BYTES

SETTINGS: dict[str, Any] = {
    "loop": "uvloop",
    "ws": WireProtocol,
    "ws_max_size": MEDIA_BYTES + 64 * 1024,
    "ws_per_message_deflate": False,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    "lifespan": "on",
    # Whose X-Forwarded-For counts is decided by ABOVEBOARD_TRUSTED_PROXIES (web/source.py), not by who connects.
    "proxy_headers": False,
    "server_header": False,
    "access_log": False,
    "log_level": "warning",
    "timeout_graceful_shutdown": 5,
}
