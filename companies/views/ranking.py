"""How the order of search results comes about, for everybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.domain.texts import page_text, render_markdown
from pages.enums import PageSlug


@require_safe
@login_not_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Explain the order with the agency's introduction."""
    page = page_text(PageSlug.RANKING)
    return render(
        request, "companies/ranking.html", {"page": page, "introduction": render_markdown(page.body)}
    )
