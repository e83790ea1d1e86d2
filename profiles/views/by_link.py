"""Pages of personal links: what a link is for, and the profile form in the hands of its holder."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from accounts.enums import CLOSED_SENTENCES, LinkPurpose, LinkState
from accounts.models import PersonalLink
from accounts.views import link_closed, personal_link
from companies.domain.downloads import file_response
from profiles.domain.freshness import confirm_in_round, leave_in_round
from profiles.domain.inviting import decline_invitation
from profiles.domain.link_answers import (
    answers_by_link,
    begin_by_link,
    cluster_of,
    firm_of,
    holder_of,
    note_started,
    reopen_by_link,
)
from profiles.models import ConfirmationRound, Invitation
from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK
from profiles.views.answering import Answering
from profiles.views.steps import STEPS, answer_step, file_of

TAKEN_BACK = "Ihre Angaben sind zurückgeholt. Reichen Sie sie wieder ein, wenn Sie fertig sind."


def form_pages(purpose: LinkPurpose, prefix: str, page: Callable[..., HttpResponse]) -> list[URLPattern]:
    """Return the addresses of the profile form for the holders of one kind of link.

    In: the purpose, the beginning of its addresses, and its page ("<prefix>/<secret>/"), which also answers a GET of
    what only a POST does. The names are that of the page with "_begin", "_withdraw", "_file" and "_step".
    """
    name = purpose.url_name.removeprefix("profiles:")

    def to_form(token: str) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"profiles:{name}_step", args=[token, STEPS[0].name]))

    def to_page(token: str) -> HttpResponse:
        return HttpResponseRedirect(reverse(purpose.url_name, args=[token]))

    @personal_link(purpose)
    def begin(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
        if request.method != "POST":
            return page(request, token=token)
        try:
            begin_by_link(link)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return to_page(token)
        return to_form(token)

    @personal_link(purpose)
    def step(request: HttpRequest, link: PersonalLink, token: str, step: str) -> HttpResponse:
        answering = _answering(purpose, link, token)
        if answering is None:
            return to_page(token)
        response = answer_step(request, answering, step)
        if request.method == "POST" and response.status_code in (200, 302):
            note_started(link)
        return response

    @personal_link(purpose)
    def file(request: HttpRequest, link: PersonalLink, token: str, key: uuid.UUID) -> HttpResponse:
        answering = _answering(purpose, link, token)
        stored = file_of(answering, key) if answering else None
        if stored is None:
            raise Http404
        return file_response(stored)

    @personal_link(purpose)
    def withdraw(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
        if request.method != "POST":
            return page(request, token=token)
        try:
            reopen_by_link(link)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return to_page(token)
        messages.success(request, TAKEN_BACK)
        return to_form(token)

    return [
        path(f"{prefix}/<str:token>/", page, name=name),
        path(f"{prefix}/<str:token>/beginnen/", begin, name=f"{name}_begin"),
        path(f"{prefix}/<str:token>/zurueckholen/", withdraw, name=f"{name}_withdraw"),
        path(f"{prefix}/<str:token>/datei/<uuid:key>/", file, name=f"{name}_file"),
        path(f"{prefix}/<str:token>/<slug:step>/", step, name=f"{name}_step"),
    ]


@personal_link(INVITATION_LINK)
def invitation(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Show an invited firm what it is asked; a POST declines."""
    holder = holder_of(link)
    if isinstance(holder, Invitation) and request.method == "POST" and request.POST.get("do") == "decline":
        decline_invitation(invitation=holder, actor=None, reason=request.POST.get("reason", ""))
        return HttpResponseRedirect(reverse("profiles:invitation", args=[token]))
    return _page(request, INVITATION_LINK, link, token, "profiles/link/invitation.html")


@personal_link(CHANGE_LINK)
def change(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Show a firm that was told of something how to change its profile."""
    return _page(request, CHANGE_LINK, link, token, "profiles/link/change.html")


@personal_link(REGISTRATION_LINK)
def registration(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Ask whoever registered a firm to verify the address, which beginning the answers does."""
    return _page(request, REGISTRATION_LINK, link, token, "profiles/link/registration.html")


@personal_link(CONFIRMATION_LINK)
def confirmation(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Show a firm its profile in short; one POST says that it is still right."""
    return _in_round(request, link, token, "profiles/link/confirm.html", confirm_in_round)


@personal_link(CONFIRMATION_LINK)
def confirmation_change(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Lead a firm whose profile changed to the form."""
    return _page(request, CONFIRMATION_LINK, link, token, "profiles/link/change.html")


@personal_link(CONFIRMATION_LINK)
def confirmation_leave(request: HttpRequest, link: PersonalLink, token: str) -> HttpResponse:
    """Ask whether a firm really wants to go; one POST archives its profile."""

    def leave(**values: Any) -> object:
        return leave_in_round(reason=request.POST.get("reason", ""), **values)

    return _in_round(request, link, token, "profiles/link/leave.html", leave)


def _in_round(
    request: HttpRequest, link: PersonalLink, token: str, template: str, act: Callable[..., object]
) -> HttpResponse:
    round = holder_of(link)
    if isinstance(round, ConfirmationRound) and request.method == "POST":
        try:
            act(round=round, actor=None)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
        return HttpResponseRedirect(request.path)
    return _page(request, CONFIRMATION_LINK, link, token, template)


def _page(
    request: HttpRequest, purpose: LinkPurpose, link: PersonalLink, token: str, template: str
) -> HttpResponse:
    """Show what the link is for and how far its answers have come."""
    holder = holder_of(link)
    if holder is None or (isinstance(holder, Invitation) and holder.revoked_at):
        return link_closed(request, purpose, CLOSED_SENTENCES[LinkState.REVOKED])
    submission = answers_by_link(holder)
    context = {
        "holder": holder,
        "token": token,
        "expires_at": link.expires_at,
        "cluster": cluster_of(holder),
        "firm": firm_of(holder),
        "submission": submission,
        "begin_url": reverse(f"{purpose.url_name}_begin", args=[token]),
        "withdraw_url": reverse(f"{purpose.url_name}_withdraw", args=[token]),
    }
    return render(request, template, context)


def _answering(purpose: LinkPurpose, link: PersonalLink, token: str) -> Answering | None:
    """Return the answers in the hands of the holder of a link, None before they were begun."""
    holder = holder_of(link)
    submission = answers_by_link(holder) if holder else None
    if submission is None:
        return None
    return Answering(
        submission=submission,
        actor=None,
        routes=purpose.url_name,
        args=(token,),
        home=reverse(purpose.url_name, args=[token]),
    )
