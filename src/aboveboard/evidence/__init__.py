"""One invariant a promise, run against live data."""
