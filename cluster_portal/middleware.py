"""What every answer carries and what no request may carry."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.defaults import bad_request

from accounts.domain.second_factor import lacks_second_factor
from accounts.urls import urlpatterns as account_addresses

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

# The site uses none of these; naming them keeps a script that slipped in from using them either.
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
OWN_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")  # signing in with a key
PERMISSIONS_POLICY = ", ".join(
    [*(f"{feature}=()" for feature in UNUSED_FEATURES), *(f"{feature}=(self)" for feature in OWN_FEATURES)]
)


class PermissionsPolicyMiddleware:
    """Forbids browser features that the site does not use."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class NulByteMiddleware:
    """Refuses addresses with a NUL byte, which PostgreSQL cannot compare with any text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("NUL byte in the address")
        return self.get_response(request)


class MalformedNumberMiddleware:
    """Refuses values that the administration takes for numbers although they are none.

    Django's own lists and its fields with suggestions read them unchecked; no form of ours sends such values.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 400 instead of 500 where Django says that a number was expected or is too large."""
        is_number = isinstance(error, OverflowError) or (
            isinstance(error, ValueError) and "expected a number but got" in str(error)
        )
        if not is_number or not request.path.startswith(reverse("admin:index")):
            return None
        logger.warning("malformed number in the administration", exc_info=error)
        return bad_request(request, error)


class SecondFactorMiddleware:
    """Leads staff without a second factor to setting one up; until then nothing else opens for them.

    It asks who the person is and not how he or she signed in, so no way in leads around it.
    """

    OPEN_NAMES = frozenset({pattern.name for pattern in account_addresses} | {"alive", "ready"})
    OPEN_NAMESPACES = frozenset({"pages"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect to the page of the own account's security where that is missing."""
        match = request.resolver_match
        if match is None or match.url_name in self.OPEN_NAMES or match.namespace in self.OPEN_NAMESPACES:
            return None
        return redirect("mfa_index") if lacks_second_factor(request.user) else None
