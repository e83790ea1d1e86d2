"""Tables of how answers get in."""

from .campaign import Campaign, Delivery, Invitation, Sending
from .freshness import CertificateNotice, ConfirmationRound
from .imports import READY, TAKEN_ACTIONS, ImportBatch, ImportRow
from .registration import Registration
from .submission import Submission, SubmissionEvent

__all__ = [
    "READY",
    "TAKEN_ACTIONS",
    "Campaign",
    "CertificateNotice",
    "ConfirmationRound",
    "Delivery",
    "ImportBatch",
    "ImportRow",
    "Invitation",
    "Registration",
    "Sending",
    "Submission",
    "SubmissionEvent",
]
