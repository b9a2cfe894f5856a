"""Tables that belong to no case. Each module holds one subject; Django finds them all here."""

from aboveboard.ground.models.blind import BlindEntry
from aboveboard.ground.models.blobs import Blob
from aboveboard.ground.models.egress import EgressCount
from aboveboard.ground.models.keys import Erasure, LedgerMark, MasterMark, PersonKey, ServiceKey
from aboveboard.ground.models.ledger import Commitment, LedgerEntry, LedgerHead, LedgerTile
from aboveboard.ground.models.openings import Opening
from aboveboard.ground.models.published import PublishedNotice
from aboveboard.ground.models.work import Due, Serial, Throttle

__all__ = [
    "BlindEntry",
    "Blob",
    "Commitment",
    "Due",
    "EgressCount",
    "Erasure",
    "LedgerEntry",
    "LedgerHead",
    "LedgerMark",
    "LedgerTile",
    "MasterMark",
    "Opening",
    "PersonKey",
    "PublishedNotice",
    "Serial",
    "ServiceKey",
    "Throttle",
]
