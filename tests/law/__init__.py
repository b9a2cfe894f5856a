"""The rules of the house. Each law names what to do instead."""
