"""What leaves the server leaves through one door, ground/egress.py, which asks the notice first."""

from pathlib import Path

from tests.law import tree

CLIENTS = (
    "smtplib",
    "httpx",
    "requests",
    "aiohttp",
    "urllib.request",
    "urllib3",
    "http.client",
    "ftplib",
    "socket.create_connection",
    "asyncio.open_connection",
    "websockets.connect",
    "websockets.asyncio.client",
    "websockets.sync.client",
    "websockets.client",
    "django.core.mail",
)
ALLOWED = {
    "ground/egress.py": "the door",
    "companion": "the customer's own computer, where the customer decides",
    "command/demo.py": "plays a case against the product on this machine",
    "site/demo": "the same",
    "site/tour": "the same",
    "command/tour.py": "the same",
}


def allowed(path: Path) -> bool:
    inside = path.relative_to(tree.PACKAGE).as_posix()
    return any(inside == place or inside.startswith((f"{place}/", f"{place}_", f"{place}.")) for place in ALLOWED)


def test_only_egress_opens_connections() -> None:
    found = [
        f"{tree.name(path)}:{line} {module}"
        for path in tree.files(".py", under=tree.PACKAGE)
        if not allowed(path)
        for line, module in tree.imports(tree.tree(path))
        if any(module == client or module.startswith(f"{client}.") for client in CLIENTS)
    ]
    assert not found, f"hand what leaves to ground.egress, with its recipient, ground and categories: {found}"
