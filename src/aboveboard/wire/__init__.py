"""The wire: frames, codec, limits and the session machine.

Pure: no socket, no clock, no task. Whoever uses it passes in bytes and the time, and does what comes out. The same
tables serve the relay, the customer's end and the technician's end; ``docs/reference/protocol.md`` describes them.
"""
