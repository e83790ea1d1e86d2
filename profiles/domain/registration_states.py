"""The one way in which the state of a registration changes."""

import datetime

from django.core.exceptions import ValidationError

from profiles.enums import REGISTRATION_TRANSITIONS, RegistrationState
from profiles.models import Registration


def move_registration(registration: Registration, to: RegistrationState, *, now: datetime.datetime) -> None:
    """Bring a locked registration into another state and save it.

    Raises ValidationError where REGISTRATION_TRANSITIONS does not allow the step.
    """
    if to not in REGISTRATION_TRANSITIONS[registration.state]:
        raise ValidationError(
            f"Diese Anmeldung ist schon: {registration.get_state_display()}.", code="transition"
        )
    registration.state = to
    if to == RegistrationState.VERIFIED:
        registration.verified_at = now
    if to == RegistrationState.REJECTED:
        registration.rejected_at = now
    registration.validate_constraints()
    registration.save()
