"""Mails about an account: what allauth wants to send is written into the outbox."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.notifications import PASSWORD_RESET
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import NoLongerNeededError

KINDS = {"account/email/password_reset_key": PASSWORD_RESET}
"""Name under which allauth knows a mail → our kind."""


@transaction.atomic
def queue_account_mail(*, name: str, recipient: str, user: User) -> None:
    """Write the mail that allauth calls `name` to the person's address.

    Raises ImproperlyConfigured for a mail that is none of ours: allauth would send it with the secret inside.
    """
    if name not in KINDS:
        raise ImproperlyConfigured(f"allauth wants to send {name}, for which there is no kind of mail.")
    queue_mail(
        kind=KINDS[name],
        recipient=recipient,
        context={"name": user.get_full_name()},
        actor=None,
        reference=f"user:{user.pk}",
    )


def new_password_link(mail: Mail) -> dict[str, str]:
    """Return the link by which a person chooses a new password, made when the mail leaves."""
    user = User.objects.filter(pk=mail.reference.removeprefix("user:"), is_active=True).first()
    if user is None:
        raise NoLongerNeededError("Das Konto gibt es nicht mehr oder es ist gesperrt.")
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    return {"link": settings.BASE_URL + path}
