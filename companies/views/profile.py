"""The page of one firm."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.domain.profile_page import find_profile, profile_page
from companies.rules import may_look_after, may_steer_people
from companies.views.frame import frame_of


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a firm; an earlier address leads to the present one, an invisible firm does not exist."""
    company = find_profile(request.user, slug)  # type: ignore[arg-type]
    if company is None:
        raise Http404
    if company.slug != slug:
        return redirect(company, permanent=True)
    page = profile_page(
        company,
        user=request.user,  # type: ignore[arg-type]
        viewer=frame_of(request).viewer,
        today=timezone.localdate(),
    )
    own = frame_of(request).company == company
    may_edit = may_look_after(request.user, company)
    return render(
        request,
        "companies/detail.html",
        {
            "page": page,
            "company": company,
            "is_own": own,
            "may_edit": may_edit,
            "may_hide_contacts": may_edit or (own and frame_of(request).may_ask),
            "may_see_people": company.pk in frame_of(request).companies
            or may_steer_people(request.user, company),
        },
    )
