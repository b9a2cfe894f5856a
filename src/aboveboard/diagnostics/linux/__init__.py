"""What Linux tells, from ``/proc``, ``/sys``, ``/etc`` and, where it is there, the system's own bus."""
