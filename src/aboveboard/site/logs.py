"""What may stand in a log: no address that holds a secret, no value that a person typed."""

import logging
import traceback
from types import TracebackType


class WithoutValues(logging.Formatter):
    """Writes where an exception came from and of which kind it is, never its words: they quote what was typed."""

    def formatException(  # noqa: N802  # the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _words, trace = ei
        name = kind.__name__ if kind is not None else "no exception"
        return "".join(traceback.format_tb(trace)) + f"{name} (its words are not logged)"


class RouteOnly(logging.Filter):
    """Names the route of a request instead of its address, since some addresses are keys (set-up, receipt, answer)."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match is not None else "an address that leads nowhere"
            record.msg, record.args = "%s: %s %s", (getattr(record, "status_code", "refused"), request.method, route)
        elif record.name.startswith("django.security"):
            # The words quote the Host header or the cookie that was refused, and the trace says nothing more.
            record.msg, record.args, record.exc_info = "refused: %s", (record.name.rpartition(".")[2],), None
        return True
