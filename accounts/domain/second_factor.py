"""The second factor: who needs one, who has one, and starting over when it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.domain.account_mails import queue_security_notice
from accounts.domain.encryption import encrypt_secret
from accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


def main_factors(user: User) -> QuerySet[Authenticator]:
    """Return the app and the keys with which a person proves more than a password."""
    return Authenticator.objects.filter(user=user, type__in=MAIN_FACTORS)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Say whether the person must set up a second factor before doing anything else: staff without one."""
    return isinstance(user, User) and user.is_staff and not main_factors(user).exists()


def may_give_up(factor: Authenticator) -> bool:
    """Say whether a factor may be taken away: staff keep at least one."""
    user = factor.user
    return not user.is_staff or main_factors(user).exclude(pk=factor.pk).exists()


@transaction.atomic
def reset_second_factor(*, user: User, actor: User | None) -> int:
    """Take every factor and recovery code from a person who lost them, tell the person, and return how many.

    The next sign-in needs the password only; staff are then led to setting up a new factor. `actor` None: an
    operator on the command line.
    """
    count, _ = Authenticator.objects.filter(user=user).delete()
    if count:
        queue_security_notice(name="reset", user=user, actor=actor)
    return count


@transaction.atomic
def set_up_published_codes(*, user: User, seed: str) -> list[str]:
    """Give a demo person recovery codes that follow from `seed`, none of them used, and return them.

    A person without a factor gets an app that nobody has, so that the sign-in asks for a code.
    """
    if not main_factors(user).exists():
        TOTP.activate(user, generate_totp_secret())
    stored = RecoveryCodes.activate(user)
    stored.instance.data = {"seed": encrypt_secret(seed), "used_mask": 0}
    stored.instance.save()
    return stored.get_unused_codes()
