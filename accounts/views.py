"""What views of all apps share about the person in front of the screen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.domain.limits import count_and_check
from accounts.domain.links import find_link, note_opening
from accounts.enums import CLOSED_SENTENCES, LinkPurpose, LinkState

View = Callable[..., HttpResponse]

LINK_REQUESTS = 120
"""How many requests to personal links one network address may send in LINK_SECONDS."""

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
    with the way out of its purpose. GET and POST only, never cached, limited per network address.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @require_http_methods(["GET", "POST"])
        @limit_visitors(action="link", allowed=LINK_REQUESTS, seconds=LINK_SECONDS)
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            link = find_link(purpose=purpose, token=token)
            if link is None:
                raise Http404
            state = link.state_at(timezone.now())
            if state != LinkState.OPEN:
                return link_closed(request, purpose, CLOSED_SENTENCES[state])
            if request.method == "POST":
                note_opening(link=link)
            return view(request, link=link, token=token, **kwargs)

        return opened

    return decorate


def link_closed(request: HttpRequest, purpose: LinkPurpose, sentence: str) -> HttpResponse:
    """Answer 410 with a sentence why a personal link does not work and how to get another one."""
    return render(
        request, "accounts/link_closed.html", {"sentence": sentence, "way_out": purpose.way_out}, status=410
    )
