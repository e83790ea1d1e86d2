"""Reading demands: the own ones, those of the cluster, one of them; and changing where one stands."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from companies.models import Company
from matching.domain.demand_lists import demand_rows, own_demands
from matching.domain.demand_page import demand_page
from matching.domain.demands import change_state
from matching.enums import DEMAND_TRANSITIONS, DemandState
from matching.filters import DemandFilter
from matching.models import Demand
from matching.rules import is_editable, may_ask, may_change, with_change_allowed

DEMANDS_PER_PAGE = 30

VERBS = {
    DemandState.OPEN: "Einstellen",
    DemandState.PAUSED: "Ruhen lassen",
    DemandState.AWARDED: "Als vergeben melden",
    DemandState.CLOSED: "Schließen",
}
"""What a person can do about the state, in the words of the button; expiring is the schedule's business."""

DONE = {
    DemandState.OPEN: "Der Bedarf ist eingestellt.",
    DemandState.PAUSED: "Der Bedarf ruht. Andere sehen ihn nicht mehr.",
    DemandState.AWARDED: "Der Bedarf ist als vergeben gemeldet.",
    DemandState.CLOSED: "Der Bedarf ist geschlossen.",
}


@require_safe
def cluster_demands(request: HttpRequest) -> HttpResponse:
    """List the open demands that the reader may see."""
    demands = Demand.objects.visible_to(request.user).open().order_by("-opened_at", "-pk")
    narrowed = DemandFilter(request.GET, queryset=demands, request=request)
    page = Paginator(narrowed.qs, DEMANDS_PER_PAGE).get_page(request.GET.get("seite"))
    params = request.GET.copy()
    params.pop("seite", None)
    return render(
        request,
        "matching/list.html",
        {
            "filter": narrowed,
            "page": page,
            "rows": demand_rows(page.object_list, user=request.user),  # type: ignore[arg-type]
            "query": params.urlencode(),
            "may_ask": may_ask(request.user),
        },
    )


@require_safe
def my_demands(request: HttpRequest) -> HttpResponse:
    """List the demands of the reader's firms by state."""
    return render(
        request,
        "matching/mine.html",
        {
            "groups": own_demands(request.user, now=timezone.now()),  # type: ignore[arg-type]
            "has_firm": Company.objects.of_user(request.user).exists(),
            "may_ask": may_ask(request.user),
        },
    )


@require_safe
def demand(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a demand: with its firms to who asks, with the own standing to a member."""
    demands = (
        Demand.objects.visible_to(request.user)
        .for_matching()
        .with_firm_known_to(request.user)
        .select_related("place", "company", "cluster")
    )
    found = get_object_or_404(with_change_allowed(demands, request.user), reference=reference)
    page = demand_page(found, user=request.user, now=timezone.now())  # type: ignore[arg-type]
    return render(
        request,
        "matching/demand.html",
        {
            "page": page,
            "demand": found,
            "may_edit": page.may_change and is_editable(found),
            "steps_ahead": _steps_ahead(found) if page.may_change else [],
        },
    )


@require_POST
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a demand into another state."""
    found = get_object_or_404(Demand.objects.visible_to(request.user), reference=reference)
    to = request.POST.get("stand", "")
    if not may_change(request.user, found) or to not in VERBS:
        raise Http404
    try:
        change_state(demand=found, to=DemandState(to), actor=request.user)  # type: ignore[arg-type]
        messages.success(request, DONE[DemandState(to)])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


def _steps_ahead(demand: Demand) -> list[tuple[str, str]]:
    allowed = DEMAND_TRANSITIONS[demand.state]
    return [(state.value, verb) for state, verb in VERBS.items() if state in allowed]
