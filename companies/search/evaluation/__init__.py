"""Measuring the search on judged collections."""
