"""Entering and changing a demand: one page, text first."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.views import limit_searches
from matching.domain.demands import DemandData, change_demand, change_state, create_demand
from matching.domain.entry import VALUE_FIELDS_OF
from matching.enums import Attribute, DemandState
from matching.models import Demand
from matching.rules import firms_to_ask_for, is_editable, may_ask, may_change
from matching.views.entry_page import Entry, EntryForms

ADDABLE = [(Attribute.PROCESS.value, "Arbeitsschritt"), *((a.value, a.label) for a in VALUE_FIELDS_OF)]
"""What "Hinzufügen" offers."""

_SAVING = ("speichern", "oeffnen")


@require_http_methods(["GET", "HEAD", "POST"])
@limit_searches
def new(request: HttpRequest) -> HttpResponse:
    """Enter a demand, from nothing or from a search."""
    if not may_ask(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _answer(request, Entry.posted(request.POST), None)
    slug = request.GET.get("firma", "")
    firm = firms_to_ask_for(request.user).filter(slug=slug).first() if slug else None
    return _page(request, Entry.searched(request.GET, firm.name if firm else ""), None)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_searches
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a demand that is not awarded or closed."""
    demands = Demand.objects.visible_to(request.user).for_matching().select_related("company", "place")
    demand = get_object_or_404(demands, reference=reference)
    if not may_change(request.user, demand):
        raise Http404
    if not is_editable(demand):
        messages.info(request, f"Dieser Bedarf ist {demand.get_state_display()} und bleibt, wie er war.")
        return redirect(demand)
    if request.method == "POST":
        return _answer(request, Entry.posted(request.POST), demand)
    entry = Entry.stored(demand)
    entry.look()
    return _page(request, entry, demand)


def _answer(request: HttpRequest, entry: Entry, demand: Demand | None) -> HttpResponse:
    """Do what the pressed button says; every other way to send the page reads the text again."""
    action = request.POST.get("aktion", "")
    if action == "weitere":
        entry.understand()
        entry.add(request.POST.get("weitere", ""))
        return _page(request, entry, demand)
    if action not in _SAVING:
        entry.understand()
        return _page(request, entry, demand)
    if not entry.is_read:
        seen = entry.rows
        entry.understand()
        if entry.rows.steps != seen.steps or entry.rows.criteria != seen.criteria:
            notice = "Der Text hat sich geändert. Bitte prüfen Sie, was wir jetzt verstanden haben."
            return _page(request, entry, demand, notice=notice)
    forms = EntryForms(request, entry, bound=True, demand=demand)
    if forms.is_valid():
        try:
            return redirect(_save(request, forms, demand, opens=action == "oeffnen"))
        except ValidationError as error:
            forms.main.add_error(None, error)
    entry.look()
    return _page(request, entry, demand, bound=True, forms=forms)


def _save(request: HttpRequest, forms: EntryForms, demand: Demand | None, *, opens: bool) -> Demand:
    data: DemandData = forms.main.data_of(forms.main.cleaned_data)
    wanted = forms.wanted()
    if demand is None:
        stored = create_demand(
            company=forms.main.firm,
            cluster=forms.main.cluster(),
            data=data,
            wanted=wanted,
            actor=request.user,
        )
    else:
        stored = change_demand(demand=demand, data=data, wanted=wanted, actor=request.user)
    if opens:
        stored = change_state(demand=stored, to=DemandState.OPEN, actor=request.user)
    is_open = stored.state == DemandState.OPEN
    messages.success(
        request,
        "Der Bedarf ist eingestellt. Das sind die Unternehmen, die dazu passen."
        if is_open
        else "Der Entwurf ist gespeichert. Noch sieht ihn niemand außer Ihnen.",
    )
    return stored


def _page(
    request: HttpRequest,
    entry: Entry,
    demand: Demand | None,
    *,
    bound: bool = False,
    notice: str = "",
    forms: EntryForms | None = None,
) -> HttpResponse:
    forms = (
        EntryForms(request, entry, bound=bound, demand=demand) if forms is None else forms.with_questions()
    )
    context = {"forms": forms, "entry": entry, "demand": demand, "notice": notice, "addable": ADDABLE}
    part = request.htmx and not forms.bound  # type: ignore[attr-defined]
    template = "matching/_entry_swap.html" if part else "matching/entry.html"
    return render(request, template, context)
