"""What this room refuses."""


class NotPossible(Exception):
    """It was refused and nothing was changed. `code` is for programs; the text says why and what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
