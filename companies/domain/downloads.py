"""Uploaded files on their way out: as something to save, never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from companies.models import StoredFile

LOCKED_DOWN = "default-src 'none'; sandbox"
"""Policy under which a browser that opens a file in spite of everything runs and loads nothing."""


def file_response(stored: StoredFile) -> HttpResponse:
    """Return a stored file as a download under its checked type."""
    return HttpResponse(
        bytes(stored.content),
        content_type=stored.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.file_name)
            or "attachment",
            "Content-Security-Policy": LOCKED_DOWN,
            "Cache-Control": "private, no-store",
        },
    )
