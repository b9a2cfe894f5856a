"""What a journey refuses, in words for the person who asked."""

from django.utils.functional import Promise


class Refused(Exception):
    """A use case was refused. `code` is for programs, `message` says what happened, what was kept and what to do."""

    def __init__(self, code: str, message: "str | Promise", retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        """Seconds after which trying again makes sense, where that is known."""


class NotFound(Refused):
    """The object does not exist for the one who asks: pages answer 404."""

    def __init__(self) -> None:
        super().__init__("not-found", "")
