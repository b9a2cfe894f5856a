"""Invitations, seats, grants and the records of remote sessions."""
