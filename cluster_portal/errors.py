"""Pages for requests that cannot be answered and that Django has no page of its own for."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Ask for patience (429) without a query: whoever hammers the site must not cost more than this."""
    return HttpResponse(
        get_template("429.html").render(),
        status=HTTPStatus.TOO_MANY_REQUESTS,
        headers={"Retry-After": "60"},
    )
