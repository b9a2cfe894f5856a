"""Machines that never were, in the formats of real ones, to be read like any captured one."""
