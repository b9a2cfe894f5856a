"""The fixed header before every payload: 24 bytes, big-endian.

====== ===== =========== ==========================================
offset bytes field       meaning
====== ===== =========== ==========================================
0      1     version     1
1      1     type        see ``types.FrameType``
2      2     flags       bit 0 KEY, the others 0
4      4     participant the sender's number; the relay is 0
8      4     epoch       the key's epoch; 0 until sessions are sealed
12     4     sequence    1, 2, 3 … of the sender's socket
16     8     time_us     the sender's clock, µs since 1970
====== ===== =========== ==========================================
"""

from struct import Struct
from typing import NamedTuple

VERSION = 1
SUBPROTOCOL = "aboveboard.1"
PATH = "/wire"
LAYOUT = Struct(">BBHIIIQ")
HEADER_BYTES = LAYOUT.size


class Header(NamedTuple):
    """The header's fields, as unsigned integers."""

    version: int
    type: int
    flags: int
    participant: int
    epoch: int
    sequence: int
    time_us: int
