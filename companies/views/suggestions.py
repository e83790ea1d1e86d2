"""Suggestions while somebody types."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.views import limit_searches
from companies.search.suggest import suggest, suggest_for_field
from companies.views.frame import frame_of
from companies.views.search import typed
from competences.language import Kind

FIELDS: dict[str, Kind | None] = {
    **{kind.value: kind for kind in (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE, Kind.PLACE)},
    "company": None,
}
"""Values of `art`: what a field can take; None stands for firms."""


@require_safe
@limit_searches
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return completions for what is being typed; `art` names the only kind that a field takes."""
    viewer = frame_of(request).viewer
    only = request.GET.get("art", "")
    if only in FIELDS:
        found = suggest_for_field(typed(request), FIELDS[only], viewer=viewer)
    else:
        found = suggest(typed(request), viewer=viewer)
    return JsonResponse(
        {
            "suggestions": [
                {"text": one.text, "kind": one.kind, "note": one.note, "url": one.url} for one in found
            ]
        }
    )
