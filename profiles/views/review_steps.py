"""Staff correct what a firm handed in, before it is published, in the firm's own form."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from companies.domain.downloads import file_response
from profiles.views.answering import review_answering
from profiles.views.steps import LAST, answer_step, file_of


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show or keep a step of the form; handing in is the firm's own business."""
    answering = review_answering(request, pk)
    if name == LAST:
        raise Http404
    return answer_step(request, answering, name)


@require_safe
def file(request: HttpRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """Send a file of the submission."""
    stored = file_of(review_answering(request, pk), key)
    if stored is None:
        raise Http404
    return file_response(stored)
