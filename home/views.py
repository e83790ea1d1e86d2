"""The home page, before and after sign-in, and the gallery of components."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.enums import Relation
from companies.models import Capability, Company
from companies.rules import freshness
from companies.views.frame import frame_of
from companies.views.search import EXAMPLES
from home.domain.samples import samples
from home.forms import ExampleForm
from matching.models import Pair

NEWLY_CONFIRMED = 6
"""How many recently confirmed firms the home page names."""

SOUGHT_SHOWN = 8
"""How many of the own firm's wishes the home page turns into searches."""


@require_safe
@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is to a stranger, and offer the search to whoever is signed in."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    frame = frame_of(request)
    firms = Company.objects.visible_to(request.user).published()
    own = frame.company
    sought = Capability.objects.filter(company=own, relation=Relation.SOUGHT).select_related("process")
    return render(
        request,
        "home/start.html",
        {
            "examples": EXAMPLES,
            "own_freshness": freshness(own.confirmed_at, timezone.localdate()) if own else None,
            "sought": [capability.process for capability in sought.order_by("pk")[:SOUGHT_SHOWN]]
            if own
            else [],
            "waiting_pairs": Pair.objects.staffed_by(request.user)
            .in_directory()
            .waiting(timezone.localdate())
            .count()
            if request.user.is_staff
            else 0,
            "count": firms.count(),
            "confirmed": firms.filter(confirmed_at__isnull=False).order_by(
                "-confirmed_at", "sort_name", "pk"
            )[:NEWLY_CONFIRMED],
        },
    )


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in its states to those who work on the site."""
    if not request.user.is_staff:
        raise Http404
    form = ExampleForm({"name": "", "agreed": "on"})
    return render(request, "home/gallery.html", {**samples(), "form": form})
