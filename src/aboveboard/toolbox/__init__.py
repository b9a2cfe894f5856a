"""The operator's library of remedies: made and signed here, perhaps on another computer, and kept as files.

Stands on ``wire.remedy`` alone. It needs no database and no server, so signing works where neither is.
"""
