"""Running the queries of a collection through the search."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from companies.domain.profile import save_profile
from companies.models import Cluster
from companies.search.evaluation.collection import Collection
from companies.search.filters import Filters
from companies.search.requirement import ALL, Abilities
from companies.search.service import Viewer, ask, ranking

PER_QUERY = 50

Runs = dict[str, list[tuple[str, float]]]


def fill_directory(collection: Collection) -> dict[int, str]:
    """Write the companies of a collection through the one write path; returns number in the database → id."""
    cluster = Cluster.objects.create(name="Auswertung", slug="auswertung")
    ids: dict[int, str] = {}
    for key, data in collection.companies.items():
        change = save_profile(data=data, actor=None, cluster=cluster, source="Auswertung")
        if change.company_id is None:
            raise ValueError(f"Company {key} was not written.")
        ids[change.company_id] = key
    return ids


def run_queries(
    collection: Collection, ids: Mapping[int, str], today: datetime.date, abilities: Abilities = ALL
) -> Runs:
    """Return the first PER_QUERY companies of every query with their scores, as the page ranks them.

    The searcher sees all clusters and has no site of his or her own.
    """
    viewer = Viewer(clusters=None)
    runs: Runs = {}
    for query in collection.queries:
        question = ask(query.text, filters=Filters(), viewer=viewer, today=today, abilities=abilities)
        runs[query.id] = [(ids[company], score) for company, score in ranking(question, PER_QUERY)]
    return runs


def write_run(runs: Runs, path: Path) -> None:
    """Write runs as tab-separated lines: query, company, rank from 1, score."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as handle:
        for query, ranked in runs.items():
            for rank, (company, score) in enumerate(ranked, 1):
                handle.write(f"{query}\t{company}\t{rank}\t{score:.4f}\n")
