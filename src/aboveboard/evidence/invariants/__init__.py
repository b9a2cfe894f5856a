"""The promises by family. Each module ends with its INVARIANTS."""
