"""Close codes, and the one error that the wire raises."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the relay closes a socket, in the private range of RFC 6455."""

    MALFORMED = 4400
    TICKET = 4401
    FORBIDDEN = 4403
    SILENCE = 4408
    TAKEN = 4409
    ENDED = 4410
    OVERSIZE = 4413
    SEQUENCE = 4422
    MISDIRECTED = 4423
    VERSION = 4426
    TOO_FAST = 4429
    FAILED = 4500


class ProtocolError(Exception):
    """A frame that breaks the protocol.

    Attributes:
        code: the close code that its sender gets.
        reason: one English sentence for a log; it never repeats the sender's bytes.
    """

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(f"{int(code)} {reason}")
        self.code = code
        self.reason = reason
