"""What the person at the customer's computer sees: Qt widgets. The one place of the program that knows Qt.

``flow`` asks through ``flow.answers.Answers``; ``bridge`` answers from windows. Windows live in the main thread, the
conversation in a thread of its own.
"""
