"""One use case a function. Each decides who may, changes the rooms in one transaction, and tells listeners after it."""
