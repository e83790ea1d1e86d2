"""How the order of search results comes about, for everybody to read."""

from collections.abc import Sequence
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.domain.ranking_tables import further_chapters
from companies.search.filters import DEFAULT_RADIUS_KM
from companies.search.results import MATCH_FROM
from companies.search.weights import FULFILLED_FROM, HIT_FROM, WEIGHT_TABLE, W, Weight
from pages.domain.texts import page_text, render_markdown
from pages.enums import PageSlug


@require_safe
@login_not_required
def ranking(request: HttpRequest) -> HttpResponse:
    """Explain the order with the agency's introduction and the weights that the engine computes with."""
    page = page_text(PageSlug.RANKING)
    parent, supplementary = W["fit.parent"], W["standing.supplementary"]
    return render(
        request,
        "companies/ranking.html",
        {
            "page": page,
            "introduction": render_markdown(page.body),
            "groups": _grouped(WEIGHT_TABLE),
            "chapters": [(chapter, _grouped(chapter.weights)) for chapter in further_chapters()],
            "match_from": MATCH_FROM,
            "hit_from": HIT_FROM,
            "fulfilled_from": FULFILLED_FROM,
            "missing": W["missing"],
            "radius_km": DEFAULT_RADIUS_KM,
            "example": {"parent": parent, "supplementary": supplementary, "score": parent * supplementary},
        },
    )


def _grouped(weights: Sequence[Weight]) -> list[tuple[str, list[Weight]]]:
    return [(group, list(rows)) for group, rows in groupby(weights, lambda weight: weight.group)]
