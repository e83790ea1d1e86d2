"""Pages on which a consent is taken back: by the firm, and by the person without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.domain.consents import withdraw_consent
from companies.domain.contact_links import contact_of
from companies.enums import ConsentWay
from companies.models import Company
from companies.rules import may_edit, may_look_after


@require_http_methods(["GET", "HEAD", "POST"])
def hide_contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hide a contact person of the own firm at once: GET asks, POST does it."""
    company = get_object_or_404(Company.objects.current(), slug=slug)
    if not may_edit(request.user, company):
        raise Http404
    contact = get_object_or_404(company.contacts.all(), pk=pk)
    if request.method == "POST":
        way = ConsentWay.STAFF if may_look_after(request.user, company) else ConsentWay.FORM
        withdraw_consent(contact=contact, way=way, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, f"{contact.name} ist für andere nicht mehr zu sehen.")
        return redirect(company)
    return render(request, "companies/contact_hide.html", {"company": company, "contact": contact})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_contact(request: HttpRequest, token: str) -> HttpResponse:
    """Show a contact person what is stored, whoever holds the signed link; POST takes the consent back."""
    contact = contact_of(token)
    if contact is None:
        raise Http404
    if request.method == "POST":
        withdraw_consent(contact=contact, way=ConsentWay.PERSON, actor=None)
        messages.success(request, "Ihre Angaben sind ab sofort für andere nicht mehr zu sehen.")
        return redirect("companies:contact", token)
    consent = contact.consents.in_force().select_related("text").first()
    return render(request, "companies/contact.html", {"contact": contact, "consent": consent})
