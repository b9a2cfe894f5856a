"""The customer's end as a program: what it shows, what it sends, and when it stops.

Imports ``wire`` and ``notice`` alone of the project's rooms. The server never imports this room; the demo starts it as
a program. ``flow`` knows the conversation and no screen; ``host`` knows the screen and no conversation.
"""
