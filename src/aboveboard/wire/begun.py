"""What technicians offered and asked for under which identifier, so that one name never stands for two things.

What is written down is found again by that identifier. Whoever gave it to another file while the customer read the
question would have the yes written beside the wrong one; a tool offered under an old one would leave no record.
"""

from dataclasses import dataclass, replace

from aboveboard.wire.remote import FileAnswer, FileDone, FileOffer, FileWish, SecretWish, ToolOffer

Said = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _File:
    participant: int
    grant: str
    said: Said
    allowed: bool = False


class Begun:
    """``takes`` each beginning that may pass, ``hears`` what the customer's end answers."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._once: set[str] = set()

    def takes(self, payload: object, participant: int, grant: str) -> bool:
        """Note what begins; False where its identifier is that of something else, or of what is not answered yet.

        A file that was allowed may be offered again as it is, by whom it was allowed to: a page that was loaded anew
        goes on with it. A new grant is a new question.
        """
        match payload:
            case FileOffer():
                return self._file(payload.transfer, _File(participant, grant, ("offer", payload.name, payload.size)))
            case FileWish():
                return self._file(payload.transfer, _File(participant, grant, ("wish", payload.what)))
            case ToolOffer() | SecretWish():
                name = payload.run if isinstance(payload, ToolOffer) else payload.secret
                fresh = name not in self._once
                self._once.add(name)
                return fresh
        return True

    def _file(self, transfer: str, new: _File) -> bool:
        old = self._files.get(transfer)
        if old is None:
            self._files[transfer] = new
            return True
        if old.participant != new.participant:
            return False
        if old.grant != new.grant:
            self._files[transfer] = new
            return True
        return old.allowed and old.said == new.said

    def hears(self, payload: object) -> None:
        """The customer's end said something to a file: what was refused or is over may begin anew."""
        if not isinstance(payload, FileAnswer | FileDone) or (old := self._files.get(payload.transfer)) is None:
            return
        allowed = isinstance(payload, FileAnswer) and payload.yes
        if allowed:
            self._files[payload.transfer] = replace(old, allowed=True)
        else:
            del self._files[payload.transfer]
