"""Keys of persons, wrapped by the master key, in a key store apart from the data; and the cipher that uses them."""
