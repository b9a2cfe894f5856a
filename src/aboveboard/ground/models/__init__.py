"""Tables that belong to no case. Each module holds one subject; Django finds them all here."""

from aboveboard.ground.models.keys import Erasure, MasterMark, PersonKey, ServiceKey
from aboveboard.ground.models.ledger import Commitment, LedgerEntry
from aboveboard.ground.models.openings import Opening
from aboveboard.ground.models.work import Due, Serial, Throttle

__all__ = [
    "Commitment",
    "Due",
    "Erasure",
    "LedgerEntry",
    "MasterMark",
    "Opening",
    "PersonKey",
    "Serial",
    "ServiceKey",
    "Throttle",
]
