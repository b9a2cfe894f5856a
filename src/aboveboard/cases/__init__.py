"""Cases, what is said in them, and the notes that technicians keep."""
