"""What this room refuses."""


class NotPossible(Exception):
    """It was refused and nothing was changed. `code` is for programs; the text says why and what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


OTHER_SIGNING_KEY = (
    "links in letters that were sent will not open. Put `secret.key` of the old machine there (or what was in "
    "ABOVEBOARD_SECRET_KEY), or use `--new-signing-key`."
)
"""What follows from a signing key that is missing or another one, and what to do; ends a sentence."""
