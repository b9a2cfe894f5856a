"""The words of every front of the program, in the person's language. No Qt here: the terminal uses them too."""
