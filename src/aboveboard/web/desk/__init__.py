"""The technicians' side: the queue, a case, the people who work here, and how they sign in."""
