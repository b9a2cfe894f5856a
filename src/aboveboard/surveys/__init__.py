"""Questionnaires after a session, and their answers."""
