"""The people of a firm: who they are, and what their owner does with them."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.limits import count_and_check
from companies.domain.inviting import invite_colleague, revoke_invitation, send_again
from companies.domain.people import change_role, hand_over, remove_person, take_over
from companies.enums import CompanyRole
from companies.forms import InviteForm, ReasonForm, RoleForm
from companies.models import ColleagueInvitation, Company, CompanyUser
from companies.rules import belongs_to, may_manage_people, may_see_people, may_steer_people

INVITATIONS_PER_DAY = 30
"""How many invitations one person may send in a day."""

DAY = 24 * 3600


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who acts for a firm and who is invited."""
    company = _company(request, slug, may_see_people)
    return render(
        request,
        "companies/people.html",
        {
            "company": company,
            "accesses": company.people.select_related("user").order_by(
                "user__last_name", "user__email", "pk"
            ),
            "invitations": company.colleague_invitations.open().order_by("email", "pk"),
            "now": timezone.now(),
            "may_manage": may_manage_people(request.user, company),
            "may_steer": may_steer_people(request.user, company),
            "belongs": belongs_to(request.user, company),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody to act for the firm."""
    company = _company(request, slug, may_manage_people)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _count_invitation(request)
            invite_colleague(company=company, **form.cleaned_data, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Die Einladung an {form.cleaned_data['email']} ist unterwegs.")
            return redirect("companies:people", company.slug)
    return render(request, "companies/people_invite.html", {"company": company, "form": form})


@require_POST
def invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send an open invitation again or withdraw it."""
    company = _company(request, slug, may_manage_people)
    found = get_object_or_404(ColleagueInvitation.objects.open(), company=company, pk=pk)
    try:
        if request.POST.get("do") == "again":
            _count_invitation(request)
            send_again(invitation=found, actor=request.user)
            messages.success(request, f"Eine neue Einladung an {found.email} ist unterwegs.")
        elif request.POST.get("do") == "revoke":
            revoke_invitation(invitation=found, actor=request.user)
            messages.success(request, f"Die Einladung an {found.email} ist widerrufen.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("companies:people", company.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the role of a person, hand the firm over, or take the access away."""
    company = _company(request, slug, may_manage_people)
    access = get_object_or_404(company.people.select_related("user", "company"), pk=pk)
    is_owner = company.people.filter(user=request.user, role=CompanyRole.OWNER).exists()
    form = RoleForm(request.POST if request.POST.get("do") == "role" else None, initial={"role": access.role})
    if request.method == "POST":
        try:
            done = _do(request, access, form)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("companies:person", company.slug, access.pk)
        if done:
            messages.success(request, done)
            return redirect("companies:people", company.slug)
    return render(
        request,
        "companies/person.html",
        {
            "company": company,
            "access": access,
            "form": form,
            "is_self": access.user_id == request.user.pk,
            "may_hand_over": is_owner and access.user_id != request.user.pk,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop acting for a firm: GET asks, POST does it."""
    company = _company(request, slug, belongs_to)
    access = get_object_or_404(company.people.select_related("user", "company"), user=request.user)
    if request.method == "POST":
        try:
            remove_person(access=access, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("companies:people", company.slug)
        messages.success(request, f"Sie handeln nicht mehr für {company}.")
        return redirect("home:home")
    return render(request, "companies/people_leave.html", {"company": company})


@require_http_methods(["GET", "HEAD", "POST"])
def take_company_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the staff look after the firm alone: GET asks, POST does it."""
    company = _company(request, slug, may_steer_people)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        take_over(company=company, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, f"Die Wirtschaftsförderung betreut {company} jetzt selbst.")
        return redirect("companies:people", company.slug)
    return render(
        request,
        "companies/people_take_over.html",
        {"company": company, "form": form, "number": company.people.count()},
    )


def _do(request: HttpRequest, access: CompanyUser, form: RoleForm) -> str:
    """Do what the button says and return what to tell; empty when the form is wrong or no button was known."""
    name = str(access.user)
    match request.POST.get("do"):
        case "role" if form.is_valid():
            row = change_role(access=access, role=form.cleaned_data["role"], actor=request.user)
            return f"{name} hat jetzt die Rolle {row.get_role_display()}."
        case "hand_over":
            hand_over(to=access, actor=request.user)
            return f"{name} ist jetzt Inhaber, Sie sind Bearbeiter."
        case "remove" if access.user_id != request.user.pk:
            remove_person(access=access, actor=request.user)
            return f"{name} handelt nicht mehr für {access.company}."
    return ""


def _company(request: HttpRequest, slug: str, rule: Callable[..., bool]) -> Company:
    """The firm, if the rule lets the person in; otherwise it does not exist, or is forbidden to its own people."""
    company = get_object_or_404(Company.objects.current(), slug=slug)
    if rule(request.user, company):
        return company
    if may_see_people(request.user, company):
        raise PermissionDenied
    raise Http404


def _count_invitation(request: HttpRequest) -> None:
    who = str(request.user.pk)
    if not count_and_check(action="invitation", who=who, allowed=INVITATIONS_PER_DAY, seconds=DAY):
        raise ValidationError("Heute haben Sie schon sehr viele Einladungen verschickt. Bitte morgen wieder.")
