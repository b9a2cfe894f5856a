"""Every bound of the wire. Bytes, counts, and times in microseconds unless the name says otherwise."""

SECOND = 1_000_000

CONTROL_BYTES = 16 * 1024
"""Largest payload of a control frame."""
MEDIA_BYTES = 4 * 1024 * 1024
"""Largest payload of a media frame."""
MARK_BYTES = 4 * 1024
"""Largest payload of a small media frame in JSON (pointing, drawing, acknowledging)."""
SHAPE_BYTES = 128 * 1024
"""Largest payload of a cursor's picture."""
TEXT_BYTES = 256 * 1024
"""Largest payload of a text that is copied across."""
PART_BYTES = 256 * 1024
"""Largest payload of one part of a file or of a tool, its identifier and offset included."""
BYTES_PER_SECOND = 32 * 1024 * 1024
"""What one participant may send in a second, headers included."""

PARTICIPANTS = 8
"""Seats of one session that the relay keeps in memory."""
IN_FLIGHT = 4
"""Pictures that a sender may have unacknowledged by its fastest viewer."""
QUEUE_FRAMES = 64
QUEUE_BYTES = 8 * 1024 * 1024
"""Media waiting for one receiver; on overflow all of it is dropped up to a key frame."""
CONTROL_QUEUE_FRAMES = 256
"""Control waiting for one receiver; beyond it the receiver is gone for all purposes and is closed."""

HELLO_WITHIN = 10 * SECOND
LEASE_MS = 5_000
LEASE_MS_MIN = 1_000
LEASE_MS_MAX = 15_000
RENEW_EVERY_MS = 1_500
TECHNICIAN_AWAY = 30 * SECOND
"""How long the grants of a technician whose socket is gone live on, so that a reload goes on."""
TALLY_EVERY = 5 * SECOND
TALLY_AFTER_END = 2 * SECOND
REFRESH_EVERY = 1 * SECOND

STRIKES = 300
STRIKES_WITHIN = 60 * SECOND
"""Dropped frames of one socket; more of them than this in this time close it."""
NOTE_EVERY = 1 * SECOND
"""At most one NOTE of one code to one socket in this time."""
GRANTS_EVER = 1_000
"""Grants that one session may make in its life."""
ITEMS_EVER = 1_000
"""Files, tools and passwords that one session may be asked about in its life."""
REPORTS_EVER = 1_000
"""Reports about the computer that one session may carry in its life."""
PAUSES_EVER = 500
"""Pauses that one session writes down in its life."""
ASKS_OPEN = 16
"""Unanswered asks of one technician."""

HANDSHAKES_PER_SECOND = 2
"""How often one technician may begin a handshake."""

REASON_CHARACTERS = 200
NAME_CHARACTERS = 80
CODECS = 8
DRAW_POINTS = 64
"""Points of one DRAW frame."""
CANVAS_MAX = 16_384
"""Pixels of the widest and the highest picture."""
SCREENS = 16
"""Monitors and windows that SCREEN may list."""
TYPED_CHARACTERS = 1_000
"""Text of one TYPE frame."""
CLIP_CHARACTERS = 65_536
FILE_BYTES = 64 * 1024**3
"""Largest file that may be offered."""
OUTPUT_CHARACTERS = 8_000
"""What one TOOL_OUTPUT frame carries of a tool's output."""
COORDINATE_MAX = 65_535
"""The right and lower edge of the picture in POINT and DRAW."""
