"""The steward's list of pairs, and the page on which one is decided."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from companies.search.viewer import Viewer
from matching.domain.pair_decisions import PairMovedError
from matching.domain.pair_page import pair_page
from matching.domain.partner_page import pair_sentences
from matching.enums import PairState
from matching.forms.pair import PairDecisionForm
from matching.models import Pair
from matching.views.staff import for_staff

PAIRS_PER_PAGE = 25
WAITING = "offen"
TABS = (
    (WAITING, "Zu entscheiden"),
    (PairState.POSTPONED.value, "Zurückgestellt"),
    (PairState.PROPOSED.value, "Vorgeschlagen"),
    (PairState.DISMISSED.value, "Verworfen"),
)
DONE = {
    PairState.PROPOSED: "Vermerkt: Die Paarung ist vorgeschlagen.",
    PairState.POSTPONED: "Die Paarung ist zurückgestellt.",
    PairState.DISMISSED: "Die Paarung ist verworfen.",
    PairState.NEW: "Die Paarung ist wieder aufgenommen.",
}


@require_safe
@for_staff
def pairs(request: HttpRequest, clusters: frozenset[int]) -> HttpResponse:
    """List the pairs of one state, narrowed by the name of a firm or process."""
    today = timezone.localdate()
    state = request.GET.get("stand", WAITING)
    if state not in dict(TABS):
        state = WAITING
    text = request.GET.get("name", "").replace("\x00", "").strip()[:80]
    found = _narrowed(_of_state(Pair.objects.filter(cluster__in=clusters), state, today), text)
    found = found.select_related("seeker", "provider", "process", "cluster")
    page = Paginator(found.order_by("-found_at", "-score", "pk"), PAIRS_PER_PAGE).get_page(
        request.GET.get("seite")
    )
    sentences = pair_sentences(list(page), today=today)
    params = request.GET.copy()
    params.pop("seite", None)
    return render(
        request,
        "matching/pairs.html",
        {
            "tabs": TABS,
            "state": state,
            "text": text,
            "page": page,
            "rows": [(pair, sentences.get(pair.pk, "")) for pair in page],
            "query": params.urlencode(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def pair(request: HttpRequest, clusters: frozenset[int], pk: int) -> HttpResponse:
    """Show one pair with its reasons, and take the decision."""
    stored = get_object_or_404(
        Pair.objects.select_related("seeker", "provider", "process", "decided_by"),
        pk=pk,
        cluster__in=clusters,
    )
    today = timezone.localdate()
    form = PairDecisionForm(
        request.POST if request.method == "POST" else None,
        pair=stored,
        today=today,
        initial={"seen": stored.state},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decided = form.save(actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        except PairMovedError as moved:
            messages.warning(
                request,
                f"Inzwischen hat jemand anders entschieden: {moved.pair.get_state_display()}. "
                "Ihre Eingabe wurde nicht übernommen.",
            )
            return redirect("matching:pairs")
        if decided is not None:
            messages.success(request, DONE[PairState(decided.state)])
            return redirect("matching:pairs")
    viewer = Viewer(clusters)
    return render(
        request,
        "matching/pair.html",
        {"pair": stored, "page": pair_page(stored, viewer=viewer, today=today), "form": form},
    )


def _of_state(found: QuerySet[Pair], state: str, today: object) -> QuerySet[Pair]:
    if state == WAITING:
        return found.waiting(today).in_directory()  # type: ignore[attr-defined,no-any-return]
    return found.filter(state=state)


def _narrowed(found: QuerySet[Pair], text: str) -> QuerySet[Pair]:
    if not text:
        return found
    return found.filter(
        Q(seeker__name__icontains=text)
        | Q(provider__name__icontains=text)
        | Q(process__name_de__icontains=text)
    )
