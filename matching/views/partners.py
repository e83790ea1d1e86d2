"""What a firm sees of possible partners, and who could step in for a firm."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.domain.profile_page import find_profile
from companies.enums import CompanyState
from companies.views.frame import frame_of
from competences.domain.vocabulary import current_vocabulary
from matching.domain.partner_page import partner_page
from matching.domain.replacement import replacement_page


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Show the own firm who could work for it and for whom it could work."""
    frame = frame_of(request)
    page = None
    if frame.company is not None and frame.company.state == CompanyState.PUBLISHED:
        page = partner_page(
            frame.company,
            user=request.user,  # type: ignore[arg-type]
            viewer=frame.viewer,
            today=timezone.localdate(),
        )
    return render(request, "matching/partners.html", {"page": page, "company": frame.company})


@require_safe
def replacement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which firms could step in for one that the person may see."""
    company = find_profile(request.user, slug)  # type: ignore[arg-type]
    if company is None or company.slug != slug:
        raise Http404
    clusters, today = frame_of(request).viewer.clusters, timezone.localdate()
    page = replacement_page(company, clusters=clusters, vocabulary=current_vocabulary(), today=today)
    return render(request, "matching/replacement.html", {"company": company, "page": page})
