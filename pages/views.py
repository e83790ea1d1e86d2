"""The legal pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.domain.texts import page_text, render_markdown
from pages.enums import PageSlug


@require_safe
@login_not_required
@require_safe
def text_page(request: HttpRequest, slug: PageSlug) -> HttpResponse:
    """Show one editable text."""
    page = page_text(slug)
    return render(request, "pages/text.html", {"page": page, "body": render_markdown(page.body)})
