"""How signing in behaves where it differs from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.domain.account_mails import queue_account_mail


class AccountAdapter(DefaultAccountAdapter):
    """Closes self-registration, writes mails into the outbox, keeps network addresses out of the database."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account alone: staff make it or a firm invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the outbox; what allauth made secret is left behind and made anew when it leaves."""
        queue_account_mail(name=template_prefix, recipient=email, user=context["user"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed digest of the network address: rate limits work with it, nobody can read it back."""
        address = truncate_ip(super().get_client_ip(request))
        return salted_hmac("accounts.network-address", address, algorithm="sha256").hexdigest()[:32]
