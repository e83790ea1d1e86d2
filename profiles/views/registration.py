"""„Mein Unternehmen fehlt“: open to everybody, answered to everybody in the same way."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.limits import count_and_check
from accounts.views import limit_visitors
from profiles.forms.registration import RegistrationForm

HOUR = 3600
POSTS_PER_HOUR = 20
"""How often one network address may send the form, mistakes included."""

MAILS_PER_DAY = 3
"""How many links one e-mail address is sent a day; who asks more often reads the same and gets no further mail."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST sends the link."""
    return _send(request) if request.method == "POST" else _form(request, RegistrationForm())


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a link is under way, whatever was sent."""
    return render(request, "profiles/registration/sent.html")


@limit_visitors(action="register", allowed=POSTS_PER_HOUR, seconds=HOUR)
def _send(request: HttpRequest) -> HttpResponse:
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    who = form.cleaned_data["email"].casefold()
    if count_and_check(action="register-mail", who=who, allowed=MAILS_PER_DAY, seconds=24 * HOUR):
        form.register()
    return HttpResponseRedirect(reverse("profiles:register_sent"))


def _form(request: HttpRequest, form: RegistrationForm) -> HttpResponse:
    return render(request, "profiles/registration/form.html", {"form": form})
