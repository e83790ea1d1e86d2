"""How often a firm was found, and for what: raw pages of searches summed up by month, without persons and names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from companies.models import Company, FoundCount, SearchCount
from companies.search.counting import ANY_OF, any_of
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary

MONTHS = 12
"""So many months, the present one included, are shown."""

KEPT_MONTHS = 24
"""Counts of older months are deleted."""

LEAST_SHOWN = 5
"""Numbers of searches below this are not shown outside the agency."""

ALL_SEARCHES = ""
"""The value of `wanted` that stands for all searches."""

_AT_ONCE = 50_000
_SUM = """
WITH taken AS (
    DELETE FROM companies_searchfound
    WHERE id IN (SELECT id FROM companies_searchfound ORDER BY id LIMIT %(limit)s)
    RETURNING date_trunc('month', "on")::date AS month, clusters, firms,
        ARRAY(SELECT node FROM unnest(wanted) node WHERE node = ANY(%(known)s) ORDER BY node)::varchar[] AS wanted
), searches AS (
    INSERT INTO companies_searchcount (cluster_id, month, wanted, times)
    SELECT cluster.id, taken.month, taken.wanted, count(*)
    FROM taken, unnest(taken.clusters) number JOIN companies_cluster cluster ON cluster.id = number
    WHERE taken.wanted <> '{}'
    GROUP BY 1, 2, 3
    ON CONFLICT (cluster_id, month, wanted) DO UPDATE SET times = companies_searchcount.times + EXCLUDED.times
), found AS (
    INSERT INTO companies_foundcount (company_id, month, wanted, times)
    SELECT COALESCE(company.merged_into_id, company.id), taken.month, node, count(*)
    FROM taken, unnest(taken.firms) number JOIN companies_company company ON company.id = number,
        unnest(taken.wanted || ARRAY['']::varchar[]) node
    GROUP BY 1, 2, 3
    ON CONFLICT (company_id, month, wanted) DO UPDATE SET times = companies_foundcount.times + EXCLUDED.times
)
SELECT count(*) FROM taken
"""


@dataclass(frozen=True, slots=True)
class FoundFor:
    """Something that was asked for, and in how many searches the firm was shown for it."""

    kind: Kind
    key: str
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Found:
    """How often a firm was found since a day; `times` None means fewer than may be shown, `what` the most wanted."""

    since: datetime.date
    times: int | None
    what: tuple[FoundFor, ...]


def sum_searches(now: datetime.datetime) -> str:
    """Add the raw pages to the counts of their months and delete them; a job of the schedule."""
    vocabulary = current_vocabulary()
    known = [f"{kind.value}:{node.key}" for kind in Kind for node in vocabulary.nodes(kind)]
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_SUM, {"limit": _AT_ONCE, "known": [*known, *map(any_of, ANY_OF)]})
            done = cursor.fetchone()[0]
            total += done
            if done < _AT_ONCE:
                break
    before = _first_month(now.date(), KEPT_MONTHS)
    for model in (FoundCount, SearchCount):
        model.objects.filter(month__lt=before).delete()
    return "1 Suche gezählt" if total == 1 else f"{total} Suchen gezählt"


def found_of(company: Company, *, vocabulary: Vocabulary, today: datetime.date, most: int = 5) -> Found:
    """Return how often a firm was found lately and for what most; one query, small numbers stay hidden."""
    since = _first_month(today, MONTHS)
    rows = FoundCount.objects.filter(company=company, month__gte=since).values("wanted").order_by()
    times = {row["wanted"]: row["total"] for row in rows.annotate(total=Sum("times"))}
    total = times.pop(ALL_SEARCHES, 0)
    return Found(
        since=since,
        times=total if total >= LEAST_SHOWN else None,
        what=tuple(_named(times, vocabulary))[:most],
    )


def missed_searches(
    asked_for: str, *, cluster: int, company: int | None, processes: Iterable[str], today: datetime.date
) -> int:
    """Return in how many searches of the last year a firm was not shown that it offers a process for.

    In: "material" or "certificate", which the searches asked for besides one of the processes (keys); the cluster;
    the firm, None for one that is not in the directory. Two queries.
    """
    since = _first_month(today, MONTHS)
    asked = SearchCount.objects.filter(
        cluster=cluster,
        month__gte=since,
        wanted__contains=[any_of(asked_for)],
        wanted__overlap=[f"process:{key}" for key in processes],
    )
    shown = FoundCount.objects.filter(company=company, month__gte=since, wanted=any_of(asked_for))
    number = asked.aggregate(total=Sum("times"))["total"] or 0
    if company is None or not number:
        return number
    return max(0, number - (shown.aggregate(total=Sum("times"))["total"] or 0))


def _named(times: dict[str, int], vocabulary: Vocabulary) -> Iterable[FoundFor]:
    for wanted, number in sorted(times.items(), key=lambda row: (-row[1], row[0])):
        kind, _, key = wanted.partition(":")
        if number >= LEAST_SHOWN and kind in set(Kind) and vocabulary.has(Kind(kind), key):
            yield FoundFor(Kind(kind), key, vocabulary.node(Kind(kind), key).name_de, number)


def _first_month(day: datetime.date, months: int) -> datetime.date:
    """Return the first day of the earliest of so many months of which the day's own is the last."""
    number = day.year * 12 + day.month - months
    return datetime.date(number // 12, number % 12 + 1, 1)
