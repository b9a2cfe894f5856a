"""What falls due: rows of due work, done by one process beside the server."""
