"""Information as a download, in the form that was asked for."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from privacy.domain.documents import as_json, as_pdf, as_zip, file_name
from privacy.domain.information import Information

FORMS = {
    "json": (as_json, "application/json"),
    "pdf": (as_pdf, "application/pdf"),
    "zip": (as_zip, "application/zip"),
}
"""Ending → what makes the document, and its type."""


def check_ending(ending: str) -> None:
    """Raise Http404 for a form that does not exist."""
    if ending not in FORMS:
        raise Http404


def information_response(information: Information, ending: str) -> HttpResponse:
    """Return the information as a file to save; the caller keeps it out of caches."""
    make, content_type = FORMS[ending]
    name = file_name(information, ending)
    return HttpResponse(
        make(information),
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or "attachment",
        },
    )
