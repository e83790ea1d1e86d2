"""Erasing the own data, and asking the staff where something stands against it or a whole firm is to go."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.domain.privacy import person_of
from accounts.views import limit_visitors
from companies.rules import is_sole_trader
from privacy.domain.erasing import erase_own_data, preview_person
from privacy.domain.requests import ask
from privacy.enums import RequestKind
from privacy.forms import AskForm, ConfirmForm
from privacy.views.firm import own_firm

TRIES, SECONDS = 60, 3600
"""How often one network address may look at or begin an erasure in so many seconds; a trial is dear."""

ASKED = "Ihr Antrag ist bei der Wirtschaftsförderung. Sie antwortet spätestens bis zum {day:%d.%m.%Y}."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limit_visitors(action="erasure", allowed=TRIES, seconds=SECONDS)
def own(request: HttpRequest) -> HttpResponse:
    """Explain; on a POST show what would be erased, erase it, or ask the staff to."""
    user = request.user
    wanted = user.email
    do = request.POST.get("do")
    confirm = ConfirmForm(request.POST if do == "erase" else None, wanted=wanted)
    context = {"confirm": confirm, "ask": AskForm()}
    try:
        if do == "erase" and confirm.is_valid():
            done = erase_own_data(user=user, now=timezone.now())
            request.session.flush()
            request.user = AnonymousUser()
            return render(request, "privacy/erased.html", {"erasure": done})
        if do in ("preview", "erase"):
            context["erasure"] = preview_person(person=person_of(user=user), actor=user)
        elif do == "ask":
            return _asked(request, RequestKind.ERASURE)
    except ValidationError as error:
        context["hindrance"] = " ".join(error.messages)
    return render(request, "privacy/erase_own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain what erasing a firm means; on a POST ask the staff to do it."""
    company = own_firm(request, slug)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = ask(
            kind=RequestKind.ERASURE,
            user=request.user,
            message=form.cleaned_data["message"],
            company=company,
            now=timezone.now(),
        )
        messages.success(request, ASKED.format(day=made.due_on))
        return redirect("privacy:firm", slug)
    context = {"company": company, "ask": form, "is_person": is_sole_trader(company)}
    return render(request, "privacy/erase_firm.html", context)


def _asked(request: HttpRequest, kind: RequestKind) -> HttpResponse:
    form = AskForm(request.POST)
    message = form.cleaned_data["message"] if form.is_valid() else ""
    made = ask(kind=kind, user=request.user, message=message, now=timezone.now())
    messages.success(request, ASKED.format(day=made.due_on))
    return redirect("privacy:own")
