"""The command line. The only room that imports late, so that a small command never loads the server."""
