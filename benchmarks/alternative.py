"""The usual way: Django joins with PostgreSQL's German full text on the same firms, as a yardstick."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.expressions import RawSQL

from benchmarks.measure import Case, Times, timed
from companies.models import Capability, Company
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Role, analyse

LARGEST = 100_000
"""Beyond so many firms the yardstick takes minutes for its index and is left out."""

_CAPABILITIES = """
INSERT INTO companies_capability (company_id, relation, process_id, depth, text, source)
SELECT copy.id, model.relation, model.process_id, model.depth, '', model.source
FROM companies_company AS copy
JOIN companies_capability AS model ON model.company_id = (SELECT min(id) FROM companies_company) + copy.id %% %s
WHERE NOT EXISTS (SELECT FROM companies_capability AS own WHERE own.company_id = copy.id)
ON CONFLICT DO NOTHING
"""
_VECTOR = """
ALTER TABLE companies_company ADD COLUMN full_text tsvector GENERATED ALWAYS AS (
    to_tsvector('german',
        name || ' ' || core_text || ' ' || offered_text || ' ' || materials_text || ' ' || machines_text)
) STORED
"""


def prepare() -> None:
    """Give the copies capabilities and the firms a full text column with its index."""
    seeds = Capability.objects.values("company").distinct().count()
    with connection.cursor() as cursor:
        cursor.execute(_CAPABILITIES, [seeds])
        cursor.execute(_VECTOR)
        cursor.execute("CREATE INDEX full_text_index ON companies_company USING gin (full_text)")
        cursor.execute("ANALYZE")


def search(case: Case) -> tuple[int, list, list]:
    """Answer as an ordinary page would: count, twenty ranked firms, two facets."""
    vocabulary = current_vocabulary()
    wanted = analyse(case.text, vocabulary, query=True).keys(Kind.PROCESS, Role.PLAIN, Role.QUESTION)
    keys = {k for key in wanted for k in (key, *vocabulary.descendants(Kind.PROCESS, key))}
    vector = RawSQL('"companies_company"."full_text"', [], output_field=SearchVectorField())
    query = SearchQuery(case.text, config="german")
    firms = Company.objects.alias(vector=vector)
    if case.text:
        firms = firms.filter(Q(vector=query) | Q(capabilities__process__key__in=keys))
    firms = firms.filter(state="PUBLISHED", memberships__isnull=False).distinct()
    ranked = firms.annotate(rank=SearchRank(F("vector"), query)).order_by("-rank", "sort_name", "pk")[:20]
    kinds = firms.order_by().values("kind").annotate(n=Count("pk", distinct=True))
    processes = firms.order_by().values("capabilities__process").annotate(n=Count("pk", distinct=True))
    return firms.count(), list(ranked), [list(kinds), list(processes)]


def usual_way(case: Case, rounds: int) -> Times:
    """Measure the usual way."""
    return timed(lambda: search(case), rounds)
