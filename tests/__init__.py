"""The tests. Every room has a folder of the same name; `law` holds the rules of the house."""
