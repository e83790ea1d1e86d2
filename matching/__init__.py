"""Demands and everything that pairs what is wanted with what the region offers."""
