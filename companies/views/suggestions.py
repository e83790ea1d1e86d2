"""Suggestions while somebody types."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.views import limit_searches
from companies.search.suggest import suggest
from companies.views.frame import frame_of
from companies.views.search import typed


@require_safe
@limit_searches
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return completions for what is being typed."""
    found = suggest(typed(request), viewer=frame_of(request).viewer)
    return JsonResponse(
        {
            "suggestions": [
                {"text": one.text, "kind": one.kind, "note": one.note, "url": one.url} for one in found
            ]
        }
    )
