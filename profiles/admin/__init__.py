"""The administration of what firms answer: returned questionnaires, submissions, older versions of profiles."""

from .batches import ImportBatchAdmin
from .submissions import SubmissionAdmin
from .versions import ProfileVersionAdmin

__all__ = ["ImportBatchAdmin", "ProfileVersionAdmin", "SubmissionAdmin"]
