"""Tables of how answers get in."""

from .imports import READY, TAKEN_ACTIONS, ImportBatch, ImportRow
from .submission import Submission, SubmissionEvent

__all__ = ["READY", "TAKEN_ACTIONS", "ImportBatch", "ImportRow", "Submission", "SubmissionEvent"]
