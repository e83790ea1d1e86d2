"""Mails about an account: what allauth wants to send is written into the outbox."""

from __future__ import annotations

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.login_codes import LoginCode, derived_code
from accounts.models import User
from accounts.notifications import LOGIN_CODE, PASSWORD_RESET, SECURITY_NOTICE, SECURITY_NOTICES
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import NoLongerNeededError

NO_ACCOUNT = "Das Konto gibt es nicht mehr oder es ist gesperrt."


@transaction.atomic
def queue_password_reset(*, user: User) -> None:
    """Write the mail with the link for a new password."""
    queue_mail(
        kind=PASSWORD_RESET,
        recipient=user.email,
        context={"name": user.get_full_name()},
        actor=None,
        reference=f"user:{user.pk}",
    )


@transaction.atomic
def queue_login_code(*, user: User, code: LoginCode) -> None:
    """Write the mail with a code to sign in; the row keeps only the number from which the code is derived."""
    queue_mail(
        kind=LOGIN_CODE,
        recipient=user.email,
        context={"name": user.get_full_name(), "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60},
        actor=None,
        reference=f"user:{user.pk}:{code.number}",
    )


@transaction.atomic
def queue_security_notice(*, name: str, user: User, actor: User | None) -> None:
    """Tell the owner of an account what happened to it; `name` is a key of SECURITY_NOTICES.

    Raises ImproperlyConfigured for one that has no sentence.
    """
    if name not in SECURITY_NOTICES:
        raise ImproperlyConfigured(f"allauth tells of {name}, for which there is no sentence.")
    queue_mail(
        kind=SECURITY_NOTICE,
        recipient=user.email,
        context={
            "name": user.get_full_name(),
            "sentence": SECURITY_NOTICES[name],
            "when": timezone.localtime(),
            "security_url": settings.BASE_URL + reverse("mfa_index"),
        },
        actor=actor,
        reference=f"user:{user.pk}",
    )


def new_password_link(mail: Mail) -> dict[str, str]:
    """Return the link by which a person chooses a new password, made when the mail leaves."""
    user = _owner(mail)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    return {"link": settings.BASE_URL + path}


def login_code_of(mail: Mail) -> dict[str, str]:
    """Return the code to sign in that the page already waits for, computed when the mail leaves."""
    _owner(mail)
    if timezone.now() > mail.created_at + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT):
        raise NoLongerNeededError("Der Code ist abgelaufen.")
    return {"code": derived_code(mail.reference.rpartition(":")[2])}


def _owner(mail: Mail) -> User:
    """The person of a reference "user:<number>…". Raises NoLongerNeededError for one who may not sign in."""
    user = User.objects.filter(pk=mail.reference.split(":")[1], is_active=True).first()
    if user is None:
        raise NoLongerNeededError(NO_ACCOUNT)
    return user
