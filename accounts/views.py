"""What views of all apps share about the person in front of the screen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.domain.limits import count_and_check

View = Callable[..., HttpResponse]


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
