"""The home page, before and after sign-in, and the gallery of components."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.models import Company
from companies.views.frame import frame_of
from companies.views.search import EXAMPLES
from home.domain.own_firm import start_of
from home.domain.samples import samples
from home.domain.today import tasks_of
from home.forms import ExampleForm

NEWLY_CONFIRMED = 6
"""How many recently confirmed firms the home page names to those who act for no firm."""


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is to a stranger; tell whoever is signed in what waits, and offer the search."""
    user = request.user
    if not user.is_authenticated:
        return render(request, "home/welcome.html")
    frame, now = frame_of(request), timezone.now()
    context: dict[str, Any] = {"examples": EXAMPLES}
    if user.is_staff:
        context["tasks"] = tasks_of(user, now=now)
    if frame.company is not None:
        context["start"] = start_of(
            frame.company, role=frame.role, clusters=frame.viewer.clusters, user=user, now=now
        )
    else:
        firms = Company.objects.visible_to(user).published()
        confirmed = firms.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "sort_name", "pk")
        context |= {"count": firms.count(), "confirmed": confirmed[:NEWLY_CONFIRMED]}
    return render(request, "home/start.html", context)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in its states to those who work on the site."""
    if not request.user.is_staff:
        raise Http404
    form = ExampleForm({"name": "", "agreed": "on"})
    return render(request, "home/gallery.html", {**samples(), "form": form})
