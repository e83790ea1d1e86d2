"""Measuring one directory: times, counts, sizes."""

from __future__ import annotations

import dataclasses
import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client, override_settings

from accounts.models import User
from companies.domain.demo import SIGN_INS
from companies.models import Company
from companies.search import engine, facets
from companies.search.filters import Filters
from companies.search.keeper import KEEPER
from companies.search.postings import Postings
from companies.search.question import Question
from companies.search.readmodel import ReadModel
from companies.search.rows import write_row
from companies.search.segment import Segment
from companies.search.service import answer, ask, district_names
from companies.search.suggest import suggest
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind

TODAY = datetime.date(2026, 11, 24)
ANYBODY = Viewer(clusters=None)
_PLAIN_STATIC_FILES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
TYPED = ("l", "la", "las", "lase", "fräs", "1.43", "iso 9", "lands", "laserteile kan", "must")


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of search."""

    name: str
    text: str
    params: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """Median and 95th percentile in milliseconds."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f}"


def cases(model: ReadModel) -> list[Case]:
    """Return the searches to measure; the rare process is the rarest that anybody offers."""
    vocabulary = current_vocabulary()
    counted = [
        (count, node.name_de)
        for node in vocabulary.nodes(Kind.PROCESS)
        if (count := model.node_count(model.nodes.index[f"p:{node.key}"]))
    ]
    return [
        Case("frequent", "Fräsen"),
        Case("rare", min(counted)[1]),
        Case("filtered", "Fräsen", "werkstoff=stahl&groesse=SMALL&frisch=1"),
        Case("radius", "Drehteile Landstuhl"),
        Case("typo", "Drehtiele"),
        Case("several", "Laserteile kanten 1.4301 Landstuhl"),
        Case("all firms", ""),
    ]


def timed(action: Callable[[], object], rounds: int) -> Times:
    """Run an action once to warm up, then so many rounds; returns the times of the rounds."""
    action()
    spans = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        spans.append((time.perf_counter() - start) * 1000)
    return Times(float(np.percentile(spans, 50)), float(np.percentile(spans, 95)))


def whole_answer(case: Case, rounds: int) -> Times:
    """Measure everything the page asks for, without its template."""
    filters = Filters.from_params(QueryDict(case.params))
    return timed(lambda: answer(case.text, filters=filters, viewer=ANYBODY, today=TODAY), rounds)


def engine_alone(case: Case, rounds: int) -> Times:
    """Measure ranking, exact count, exact facets and the top twenty, without any query."""
    question = _question(case)
    districts = district_names(question.vocabulary)

    def run() -> object:
        found = engine.answer(question.model, question.plan())
        hits = facets.hits_of(found, question.selection())
        counted = facets.facets_of(
            found, question.selection(), question.requirement, question.vocabulary, districts
        )
        return sum(map(facets.count_bits, hits)), counted, engine.rank(found, hits, 0, 20)

    return timed(run, rounds)


def suggestions(rounds: int) -> Times:
    """Measure suggestions for typical beginnings, mixed."""
    spans = [timed(lambda text=text: suggest(text, viewer=ANYBODY), rounds) for text in TYPED]  # type: ignore[misc]
    return Times(float(np.median([s.p50 for s in spans])), max(s.p95 for s in spans))


def counts_are_exact(case: Case) -> bool:
    """Click on values of every facet and say whether each shows as many hits as its count promised."""
    filters = Filters.from_params(QueryDict(case.params))
    result = answer(case.text, filters=filters, viewer=ANYBODY, today=TODAY)
    for facet in result.facets:
        for value in facet.values[:3]:
            params = QueryDict(mutable=True)
            for name, values in value.params.items():
                params.setlist(name, list(values))
            after = dataclasses.replace(_question(case), filters=Filters.from_params(params))
            if after.with_filters(after.filters).count() != value.count:
                return False
    return True


def queries_per_page(case: Case) -> int:
    """Return the number of queries of one whole page with session and person, the read model's own one included."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=SIGN_INS[0].email))
    address = f"/suche/?{urlencode({'q': case.text})}&{case.params}"
    with override_settings(STORAGES=_PLAIN_STATIC_FILES, SECURE_SSL_REDIRECT=False):
        client.get(address)
        connection.force_debug_cursor = True
        try:
            before = len(connection.queries_log)
            client.get(address)
            return len(connection.queries_log) - before + 1
        finally:
            connection.force_debug_cursor = False
            connection.queries_log.clear()


def publish_to_visible(rounds: int) -> Times:
    """Measure from the commit of a changed firm until the next answer holds it."""
    company = Company.objects.published().order_by("pk")[0]
    vocabulary = current_vocabulary()
    spans = []
    for _ in range(rounds):
        write_row(company)
        start = time.perf_counter()
        KEEPER.current(vocabulary)
        spans.append((time.perf_counter() - start) * 1000)
    return Times(float(np.percentile(spans, 50)), float(np.percentile(spans, 95)))


def build_seconds() -> float:
    """Measure reading everything into a new model, files included."""
    KEEPER.forget()
    start = time.perf_counter()
    KEEPER.current(current_vocabulary())
    return time.perf_counter() - start


def array_megabytes(segment: Segment) -> float:
    """Return the size of a segment's arrays."""
    total = 0
    for field in dataclasses.fields(Segment):
        value = getattr(segment, field.name)
        pieces = (
            [getattr(value, f.name) for f in dataclasses.fields(Postings)]
            if isinstance(value, Postings)
            else [value]
        )
        total += sum(piece.nbytes for piece in pieces if isinstance(piece, np.ndarray))
    return total / 1e6


def table_megabytes() -> float:
    """Return the size of the search rows and terms in PostgreSQL, indexes included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('companies_searchrow') + pg_total_relation_size('companies_searchterm')"
        )
        return cursor.fetchone()[0] / 1e6


def _question(case: Case) -> Question:
    filters = Filters.from_params(QueryDict(case.params))
    return ask(case.text, filters=filters, viewer=ANYBODY, today=TODAY)
