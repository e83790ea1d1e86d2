"""Forms of demands and of bringing firms together."""
