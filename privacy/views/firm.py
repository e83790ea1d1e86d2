"""What is stored about a firm, for its owners."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.views import limit_visitors
from companies.models import Company
from privacy.domain.downloads import check_ending, information_response
from privacy.domain.information import Information, information_about_company
from privacy.rules import may_have_all_of, may_know_of
from privacy.views.own import DOWNLOADS, SECONDS


@never_cache
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show by title what is stored about a firm, with the ways to take it away."""
    company = own_firm(request, slug)
    return render(request, "privacy/firm.html", {"company": company, "information": _about(company)})


@never_cache
@require_safe
@limit_visitors(action="information", allowed=DOWNLOADS, seconds=SECONDS)
def download(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Return everything as JSON document, PDF, or both with all files in a ZIP."""
    check_ending(ending)
    return information_response(_about(own_firm(request, slug)), ending)


def _about(company: Company) -> Information:
    return information_about_company(company, now=timezone.now(), for_staff=False)


def own_firm(request: HttpRequest, slug: str) -> Company:
    """The firm, for its owners; other people of it are refused (403), for everybody else it does not exist (404)."""
    company = get_object_or_404(Company, slug=slug)
    if may_have_all_of(request.user, company):
        return company
    if may_know_of(request.user, company):
        raise PermissionDenied
    raise Http404
