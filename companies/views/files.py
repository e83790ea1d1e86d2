"""Files that a firm's profile shows."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from companies.domain.downloads import file_response
from companies.models import Company, StoredFile


@require_safe
def company_file(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Send a file that the firm's profile shows to somebody who may see the profile."""
    company = Company.objects.visible_to(request.user).filter(slug=slug).first()
    stored = StoredFile.objects.shown_by(company).filter(pk=key).first() if company else None
    if stored is None:
        raise Http404
    return file_response(stored)
