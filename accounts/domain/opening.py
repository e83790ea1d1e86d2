"""Opening an account for somebody whose address is proven, for example by a personal link."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import User


def open_account(*, email: str, first_name: str, last_name: str, password: str | None) -> User:
    """Store an account; without a password the person signs in with codes that come by mail.

    In: the proven address, the name, and a password that was checked already. Raises ValidationError when there is
    an account with this address, also one that another request made at this moment.
    """
    user = User(email=User.objects.normalize_email(email), first_name=first_name, last_name=last_name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        user.validate_constraints()
        raise
    return user


def account_with(email: str) -> User | None:
    """Return the account with this address in any spelling."""
    return User.objects.filter(email__iexact=email).first()
