"""The administration of what firms answer: whom to ask, what came back, older versions of profiles."""

from .batches import ImportBatchAdmin
from .campaigns import CampaignAdmin
from .invitations import InvitationAdmin
from .registrations import RegistrationAdmin
from .rounds import ConfirmationRoundAdmin
from .submissions import SubmissionAdmin
from .versions import ProfileVersionAdmin

__all__ = [
    "CampaignAdmin",
    "ConfirmationRoundAdmin",
    "ImportBatchAdmin",
    "InvitationAdmin",
    "ProfileVersionAdmin",
    "RegistrationAdmin",
    "SubmissionAdmin",
]
