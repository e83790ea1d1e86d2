"""Counting searches without the person: what was hardly found, and which firms were found for what.

`count_search` is the one function that may write while a page is only looked at: it only ever adds, and stores what
was wanted, neither the text as typed nor who typed it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection

from django.db.models import F

from companies.models import SearchFound, SearchMiss
from companies.search.filters import Filters
from companies.search.results import SearchResult
from competences.language import fold

LOW = 3
"""Fewer matches than this are recorded."""

_LONGEST_WORD = 60
LONGEST_WANTED = 12
"""Of a search for more nodes than these only so many are counted."""

_NODES = {
    "process": "process",
    "processes": "process",
    "material": "material",
    "materials": "material",
    "certificate": "certificate",
    "certificates": "certificate",
    "industry": "industry",
}
"""Criteria that are nodes of the vocabulary, typed or ticked, and their kind."""

ANY_OF = ("material", "certificate")
"""Kinds of which it is counted that any node of them was asked for."""

_FILTERS = ("processes", "materials", "certificates", "districts", "sizes", "kinds")


def count_search(
    result: SearchResult,
    *,
    filters: Filters,
    today: datetime.date,
    clusters: Collection[int] | None,
    own: Collection[int] = (),
) -> None:
    """Count the first page of a search: what was hardly found, and which firms were found; one to three queries.

    In: the result; the clusters in which the searcher reads, None for staff, whose searches flatter nobody; the firms
    for which the searcher acts, which do not count as found.
    """
    criteria = _criteria(result, filters) if result.page == 1 else {}
    if not criteria:
        return
    if clusters:
        firms = [hit.company_id for hit in result.hits if hit.is_match and hit.company_id not in own]
        SearchFound.objects.bulk_create(
            [SearchFound(on=today, clusters=sorted(clusters), wanted=_wanted(criteria), firms=firms)]
        )
    if result.matches < LOW:
        _count_miss(result, criteria, today)


def any_of(kind: str) -> str:
    """Return what stands for any node of a kind among the wanted."""
    return f"any:{kind}"


def _wanted(criteria: dict[str, list[str]]) -> list[str]:
    """Return the nodes of the vocabulary among the criteria."""
    nodes = {f"{_NODES[name]}:{key}" for name in criteria.keys() & _NODES for key in criteria[name]}
    kinds = {node.partition(":")[0] for node in nodes}
    return sorted(nodes)[:LONGEST_WANTED] + [any_of(kind) for kind in ANY_OF if kind in kinds]


def _count_miss(result: SearchResult, criteria: dict[str, list[str]], today: datetime.date) -> None:
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
