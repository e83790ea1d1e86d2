"""Rings of firms for the steward."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching.domain.ring_page import ring_page
from matching.views.staff import for_staff


@require_safe
@for_staff
def rings(request: HttpRequest, clusters: frozenset[int]) -> HttpResponse:
    """Show the best rings."""
    return render(request, "matching/rings.html", {"page": ring_page(clusters)})
