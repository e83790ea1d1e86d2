"""What is stored about the person who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.domain.privacy import person_of
from accounts.views import limit_visitors
from companies.enums import CompanyRole
from companies.models import Company
from privacy.domain.downloads import check_ending, information_response
from privacy.domain.information import Information, information_about_person

DOWNLOADS, SECONDS = 30, 3600
"""How many documents one network address gets in so many seconds; making one costs more than a page."""


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show by title what is stored, with the ways to take it away."""
    owned = Company.objects.of_user(request.user, CompanyRole.OWNER).current()
    context = {"information": _own(request), "firms": owned.order_by("sort_name", "pk")}
    return render(request, "privacy/own.html", context)


@never_cache
@require_safe
@limit_visitors(action="information", allowed=DOWNLOADS, seconds=SECONDS)
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """Return everything as JSON document, PDF, or both in a ZIP."""
    check_ending(ending)
    return information_response(_own(request), ending)


def _own(request: HttpRequest) -> Information:
    return information_about_person(person_of(user=request.user), now=timezone.now())
