"""Measured speed and scale of the search, in databases of its own: `make bench`."""
