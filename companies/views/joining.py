"""Coming to act for a firm: accepting an invitation, or asking for access. All of it works without an account."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.domain.limits import count_and_check
from accounts.domain.opening import account_with
from accounts.forms import NewAccountForm
from accounts.models import PersonalLink
from accounts.views import limit_visitors, link_closed, personal_link
from companies.domain.access_requests import confirm_access_request, request_access, request_of
from companies.domain.inviting import CLOSED, accept_invitation, decline_invitation, invitation_of
from companies.enums import AccessRequestState
from companies.forms import AccessRequestForm
from companies.models import CompanyUser
from companies.notifications import ACCESS_LINK, COLLEAGUE_LINK
from companies.views.frame import frame_of

REQUESTS_PER_DAY = 60
"""How many times one network address may open or send the form that asks for access."""

MAILS_PER_DAY = 5
"""How many mails that confirm an address one address gets in a day, whoever asks for them."""

DAY = 24 * 3600


@personal_link(COLLEAGUE_LINK)
def accept(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Accept or decline the invitation of a firm, with the account one has or a new one.

    Firm, role and address come from the stored invitation alone.
    """
    invitation = invitation_of(link)
    if invitation is None or not invitation.is_open_at(timezone.now()):
        return link_closed(request, COLLEAGUE_LINK, CLOSED)
    account = account_with(invitation.email)
    is_signed_in = request.user.is_authenticated
    form = None
    if not is_signed_in and account is None:
        posted = request.POST if request.POST.get("do") == "accept" else None
        form = NewAccountForm(posted, email=invitation.email)
    if request.method == "POST":
        try:
            match request.POST.get("do"):
                case "decline":
                    decline_invitation(link=link)
                    return render(request, "companies/invitation_declined.html", {"invitation": invitation})
                case "accept" if is_signed_in:
                    access = accept_invitation(link=link, user=request.user)
                    return _welcome(request, access, redirect(access.company))
                case "accept" if form is not None and form.is_valid():
                    with transaction.atomic():
                        user = form.save()
                        access = accept_invitation(link=link, user=user)
                    home = access.company.get_absolute_url()
                    return _welcome(request, access, perform_login(request, user, redirect_url=home))
        except ValidationError as error:
            return link_closed(request, COLLEAGUE_LINK, " ".join(error.messages))
    return render(
        request,
        "companies/invitation.html",
        {"invitation": invitation, "form": form, "token": token, "account": account},
    )


def _welcome(request: HttpRequest, access: CompanyUser, response: HttpResponse) -> HttpResponse:
    role = access.get_role_display()
    messages.success(request, f"Willkommen: Sie handeln jetzt für {access.company} (Rolle: {role}).")
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limit_visitors(action="access-request", allowed=REQUESTS_PER_DAY, seconds=DAY)
def ask_for_access(request: HttpRequest) -> HttpResponse:
    """Ask to act for a firm; what the directory holds is not told to whoever asks."""
    user = request.user if request.user.is_authenticated else None
    initial = {
        "person_name": user.get_full_name() if user else "",
        "company_name": request.GET.get("unternehmen", "")[:200],
    }
    form = AccessRequestForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"email": user.email if user else "", **form.cleaned_data}
        cluster = frame_of(request).cluster
        is_program = bool(values.pop("homepage"))
        who = values["email"].lower()
        if (
            not is_program
            and cluster is not None
            and count_and_check(action="access-mail", who=who, allowed=MAILS_PER_DAY, seconds=DAY)
        ):
            request_access(cluster=cluster, user=user, **values)
        return render(request, "companies/access_requested.html")
    return render(request, "companies/access_request.html", {"form": form})


@personal_link(ACCESS_LINK)
def confirm(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Confirm the address of a request: GET asks, POST does it."""
    stored = request_of(link)
    if stored is None:
        return link_closed(request, ACCESS_LINK, "Diesen Antrag gibt es nicht mehr.")
    if request.method == "POST":
        try:
            stored = confirm_access_request(link=link)
        except ValidationError as error:
            return link_closed(request, ACCESS_LINK, " ".join(error.messages))
    return render(
        request,
        "companies/access_confirm.html",
        {"stored": stored, "is_confirmed": stored.state == AccessRequestState.WAITING},
    )
