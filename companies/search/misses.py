"""Counting what was searched for and hardly found, without the person: material for the gap analysis."""

from __future__ import annotations

import datetime
import hashlib
import json

from django.db.models import F

from companies.models import SearchMiss
from companies.search.filters import Filters
from companies.search.results import SearchResult
from competences.language import fold

LOW = 3
"""Fewer matches than this are recorded."""

_LONGEST_WORD = 60
_FILTERS = ("processes", "materials", "certificates", "districts", "sizes", "kinds")


def record_miss(result: SearchResult, *, filters: Filters, today: datetime.date) -> None:
    """Count a search with hardly any match; does nothing for others and for later pages.

    The one function that may write while a page is only looked at: it only ever adds, and stores what was wanted,
    neither the text as typed nor who typed it. At most two queries.
    """
    if result.matches >= LOW or result.page > 1:
        return
    criteria = _criteria(result, filters)
    if not criteria:
        return
    digest = hashlib.sha256(json.dumps(criteria, sort_keys=True).encode()).hexdigest()
    known = SearchMiss.objects.filter(digest=digest)
    if not known.update(times=F("times") + 1, last_on=today, hits=result.matches):
        SearchMiss.objects.bulk_create(
            [
                SearchMiss(
                    digest=digest, criteria=criteria, hits=result.matches, first_on=today, last_on=today
                )
            ],
            ignore_conflicts=True,
        )


def _criteria(result: SearchResult, filters: Filters) -> dict[str, list[str]]:
    """Return what was wanted by kind; words with numbers, and all words beside an e-mail address, are left out."""
    is_address = "@" in result.text
    found: dict[str, set[str]] = {}
    for part in result.parts:
        value = part.key or fold(part.passage)
        if part.key or (not is_address and value.replace("-", "").isalpha() and len(value) <= _LONGEST_WORD):
            found.setdefault(part.kind if part.key else "word", set()).add(value)
    for name in _FILTERS:
        for value in getattr(filters, name):
            found.setdefault(name, set()).add(value)
    if found and result.area is not None and filters.around != "eigen":
        found["place"] = {result.area.label}
    return {kind: sorted(values) for kind, values in sorted(found.items())}
