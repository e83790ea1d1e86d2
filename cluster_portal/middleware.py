"""What every answer carries and what no request may carry."""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.defaults import bad_request

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
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


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
