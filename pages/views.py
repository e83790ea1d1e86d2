"""The legal pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.domain.texts import open_places, page_text, render_markdown, whole_body
from pages.enums import PageSlug


@require_safe
@login_not_required
def text_page(request: HttpRequest, slug: PageSlug) -> HttpResponse:
    """Show one editable text with the day since which it is in force."""
    version = page_text(slug)
    body = whole_body(version)
    context = {"page": version, "body": render_markdown(body), "open_places": open_places(version.body)}
    return render(request, "pages/text.html", context)
