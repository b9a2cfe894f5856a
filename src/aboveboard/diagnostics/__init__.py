"""Reads a computer, finds what is wrong, gives advice. No network, no root, nothing personal kept or sent."""
