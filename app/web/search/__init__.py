"""A search in an address, in words and as its pages show it."""
