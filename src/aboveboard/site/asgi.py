"""The ASGI application: sockets go to the relay, everything else to Django."""

import os
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.site.settings")

from django.core.asgi import get_asgi_application

# WhiteNoise hands a file of ours over as a synchronous iterator; Django reads it whole, which is fine for small files.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

_django = get_asgi_application()

from aboveboard.relay.app import relay  # noqa: E402  # models can be imported only after Django is set up
from aboveboard.site import bodies  # noqa: E402

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Hand each connection to the shell that it belongs to."""
    if scope["type"] == "lifespan":
        await relay.lifespan(receive, send)
    elif scope["type"] == "websocket":
        await relay(scope, receive, send)
    elif bodies.announced(scope) > bodies.BODY_BYTES:
        await bodies.refuse(send)
    else:
        request = bodies.Bounded(receive, send)
        await _django(scope, request.receive, request.send)  # type: ignore[arg-type]  # Django types its scope more narrowly than ASGI
        await request.finish()
