"""What views of all apps share about the person in front of the screen, and pages of the own account.

The pages here replace those of allauth that would write while somebody only looks.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.forms import ManageUserSessionsForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView

from accounts.domain.limits import count_and_check
from accounts.domain.links import find_link, note_opening
from accounts.domain.sessions import device_of, sessions_of
from accounts.enums import CLOSED_SENTENCES, UNKNOWN_LINK, UNKNOWN_LINK_HINT, LinkPurpose, LinkState

View = Callable[..., HttpResponse]

LINK_MISSES = 120
"""How many links that do not exist one network address may try in LINK_SECONDS."""

LINK_SECONDS = 600


def limit_searches(view: View) -> View:
    """Answer with the page "too many requests" (429) when a person searches more often than people do.

    The limit is settings.SEARCHES_PER_MINUTE per person; 0 switches it off.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = settings.SEARCHES_PER_MINUTE
        if allowed and request.user.is_authenticated:
            who = str(request.user.pk)
            if not count_and_check(action="search", who=who, allowed=allowed):
                return respond_429(request)
        return view(request, *args, **kwargs)

    return limited


def limit_visitors(*, action: str, allowed: int, seconds: int) -> Callable[[View], View]:
    """Answer with the page "too many requests" (429) from the `allowed + 1`-th request of a network address on.

    `action` names what is counted; views with the same name share the count. The window of `seconds` starts with
    the first request. The network address itself is not stored.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            who = get_adapter().get_client_ip(request)
            if not count_and_check(action=action, who=who, allowed=allowed, seconds=seconds):
                return respond_429(request)
            return view(request, *args, **kwargs)

        return limited

    return decorate


def personal_link(purpose: LinkPurpose) -> Callable[[View], View]:
    """Turn `view(request, link, token, …)` into the page of a personal link, open without signing in.

    The address gives the secret as `token`; the view gets the stored link, which is open, and the secret for
    addresses of its own. Unknown secrets and those of another purpose do not exist (404); a closed link answers 410
    with the way out of its purpose. GET, HEAD (programs that check mails ask so) and POST only, never cached.
    Guessing is limited per network address; a link that exists is not, because a form that keeps what is typed asks
    often.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            link = find_link(purpose=purpose, token=token)
            if link is None:
                return _no_such_link(request, purpose)
            state = link.state_at(timezone.now())
            if state != LinkState.OPEN:
                return link_closed(request, purpose, CLOSED_SENTENCES[state])
            if request.method == "POST":
                note_opening(link=link)
            return view(request, link=link, token=token, **kwargs)

        return opened

    return decorate


@limit_visitors(action="link", allowed=LINK_MISSES, seconds=LINK_SECONDS)
def _no_such_link(request: HttpRequest, purpose: LinkPurpose) -> HttpResponse:
    """Answer 404 to whoever copied a link from paper with a mistake, or only half of it."""
    return _link_page(request, purpose, UNKNOWN_LINK, UNKNOWN_LINK_HINT, status=404)


def link_closed(request: HttpRequest, purpose: LinkPurpose, sentence: str) -> HttpResponse:
    """Answer 410 with a sentence why a personal link does not work and how to get another one."""
    return _link_page(request, purpose, sentence, status=410)


def _link_page(
    request: HttpRequest, purpose: LinkPurpose, sentence: str, hint: str = "", *, status: int
) -> HttpResponse:
    context = {"sentence": sentence, "hint": hint, "way_out": purpose.way_out}
    return render(request, "accounts/link_closed.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RecoveryCodesView(TemplateView):
    """Show the recovery codes that are left."""

    template_name = "mfa/recovery_codes/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = get_object_or_404(
            Authenticator, user=self.request.user, type=Authenticator.Type.RECOVERY_CODES
        )
        return super().get_context_data(**kwargs) | {"codes": stored.wrap().get_unused_codes()}


class RemoveKeyView(RemoveWebAuthnView):
    """Remove a key, unless it is the last factor of somebody who needs one."""

    def form_valid(self, form: Form) -> HttpResponse:
        adapter = get_factor_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


class SessionsView(FormView):
    """Where the person is signed in, and signing out everywhere else."""

    template_name = "usersessions/usersession_list.html"
    form_class = ManageUserSessionsForm
    success_url = reverse_lazy("usersessions_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "sessions": [
                (session, device_of(session.user_agent))
                for session in sessions_of(self.request.user, timezone.now())
            ],
            "own_key": self.request.session.session_key,
        }

    def form_valid(self, form: ManageUserSessionsForm) -> HttpResponse:
        form.save(self.request)
        messages.success(self.request, "Alle anderen Anmeldungen sind beendet.")
        return super().form_valid(form)
