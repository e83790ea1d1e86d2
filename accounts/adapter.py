"""How signing in behaves where it differs from allauth's defaults."""

from ipaddress import IPv6Address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.domain.account_mails import queue_login_code, queue_password_reset, queue_security_notice
from accounts.domain.encryption import decrypt_secret, encrypt_secret
from accounts.domain.login_codes import LoginCode, new_login_code
from accounts.domain.second_factor import may_give_up
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closes self-registration, writes mails into the outbox, keeps network addresses out of the database."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account alone: staff make it or a firm invites."""
        return False

    def generate_login_code(self) -> LoginCode:
        """A code that the outbox can compute again when its mail leaves."""
        return new_login_code()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the outbox; what allauth made secret is left behind and made anew when it leaves.

        It goes to the stored address, never to the spelling that somebody typed. Raises ImproperlyConfigured for a
        mail that is none of ours: allauth would send it with the secret inside.
        """
        match template_prefix:
            case "account/email/password_reset_key":
                queue_password_reset(user=context["user"])
            case "account/email/login_code":
                queue_login_code(user=User.objects.get(email__iexact=email), code=context["code"])
            case _:
                raise ImproperlyConfigured(
                    f"allauth wants to send {template_prefix}, for which there is no kind of mail."
                )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of an account that something about its security has changed."""
        queue_security_notice(name=template_prefix, user=user, actor=user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed digest of the network address, in the form of one.

        Rate limits work with it, the list of sessions can store it, and nobody can read the address back.
        """
        address = truncate_ip(super().get_client_ip(request))
        digest = salted_hmac("accounts.network-address", address, algorithm="sha256").digest()
        return str(IPv6Address(digest[:16]))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts what is stored, speaks of keys as we do, and lets staff keep one factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Für Ihre Arbeit brauchen Sie einen zweiten Faktor. Richten Sie erst einen "
        "anderen ein, dann können Sie diesen entfernen.",
        "cannot_generate_recovery_codes": "Ersatzcodes gibt es erst mit einer App oder einem Schlüssel.",
        "incorrect_code": "Dieser Code stimmt nicht oder wurde schon verwendet.",
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database is not enough to make codes."""
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The reverse of `encrypt`."""
        return decrypt_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff cannot give up their last factor."""
        return may_give_up(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name under which a new key is offered; its owner may change it."""
        number = Authenticator.objects.filter(user=user, type=type).count()
        return f"Schlüssel {number + 1}"
