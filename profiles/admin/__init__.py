"""Returned questionnaires in the administration: hand in a file, look, decide, take over."""

from .batches import ImportBatchAdmin

__all__ = ["ImportBatchAdmin"]
