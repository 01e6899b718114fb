"""The documentation inside the product, and how each of its figures is computed."""
