"""Measuring what brings firms together: demands, teams, pairs, rings."""

from __future__ import annotations

import datetime
import itertools
import random
import time
from collections.abc import Iterator

import numpy as np
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from benchmarks.measure import TODAY, Times, timed
from companies.models import Capability, Cluster, Company
from companies.search.closeness import WeightedWord
from companies.search.keeper import KEEPER
from companies.search.reading import read_rows
from companies.search.readmodel import ReadModel
from companies.search.requirement import Option, WantedPlace
from companies.search.rows import write_row
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.concerned import concerned_demands
from matching.domain.demand_page import SHOWN
from matching.domain.engine import match_in
from matching.domain.pair_refresh import catch_up_pairs
from matching.domain.reading import Written, read_demand
from matching.domain.results import MatchResult
from matching.domain.ring_page import ring_page
from matching.domain.team_search import teams_in
from matching.domain.wanted import Criterion, Values, Wanted, WantedStep
from matching.enums import Attribute, DemandState, Importance
from matching.models import Demand, DemandStep, Pair

MOST_DEMANDS = 100_000
BATCH = 5_000
SEEKERS = 10_000
"""So many firms have standing requirements; they are compared with the offers of all."""

TITLE = "Schutzverkleidungen für Förderbänder"
MAIL = (
    "Guten Tag, für eine Anlage unseres Kunden brauchen wir im Frühjahr etwa 40 Schutzverkleidungen aus verzinktem "
    "Blech, gelasert und gekantet, mit Scharnieren und Griffen montiert, die Sichtseiten in RAL 7035 gepulvert. "
    "Gelenkbolzen und Sonderschrauben drehen wir selbst. Zeichnungen als STEP vorhanden, Lieferung in Gitterboxen frei "
    "Haus nach Landstuhl, "
    "Abruf in Losen von zehn Stück; wer das Aufmaß an der Maschine gleich mitmacht, bekommt den Vorzug."
)
"""What a buyer writes: some fifty words."""

LANDSTUHL = WantedPlace("66849-landstuhl", "Landstuhl", 49.413, 7.570)

_SOUGHT = """
INSERT INTO companies_capability (company_id, relation, process_id, depth, text, source)
SELECT DISTINCT copy.id, 'SOUGHT', model.process_id, '', '', model.source
FROM companies_company AS copy
JOIN companies_capability AS model ON model.relation = 'SOUGHT'
    AND model.company_id = (SELECT min(id) FROM companies_company) + copy.id %% %s
WHERE copy.id < (SELECT min(id) FROM companies_company) + %s
    AND NOT EXISTS (SELECT FROM companies_capability AS own
                    WHERE own.company_id = copy.id AND own.relation = 'SOUGHT')
ON CONFLICT DO NOTHING
"""


def prepare(size: int) -> int:
    """Give the directory standing requirements and open demands; returns the number of demands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT company_id) FROM companies_capability")
        cursor.execute(_SOUGHT, [cursor.fetchone()[0], SEEKERS])
        demands = _fill_demands(size)
        cursor.execute("ANALYZE")
    return demands


def _fill_demands(size: int) -> int:
    """Store open demands of two steps each, frequent processes more often, and return their number."""
    cluster, now = Cluster.objects.order_by("pk")[0], timezone.now()
    firms = list(Company.objects.order_by("pk").values_list("pk", flat=True)[: min(size, MOST_DEMANDS)])
    used = Capability.objects.values("process").annotate(used=Count("pk")).order_by("-used", "process")
    processes = list(used.values_list("process", flat=True))
    demands = Demand.objects.bulk_create(
        [
            Demand(
                reference=f"m{number}",
                cluster=cluster,
                company_id=firm,
                title=f"Bedarf {number}",
                state=DemandState.OPEN,
                opened_at=now,
            )
            for number, firm in enumerate(firms, 1)
        ],
        batch_size=BATCH,
    )
    chance = random.Random(5)
    steps = []
    for demand in demands:
        chosen = dict.fromkeys(processes[int(len(processes) * chance.random() ** 3)] for _ in range(2))
        steps += [
            DemandStep(demand=demand, number=number, process_id=process, is_lead=number == 1)
            for number, process in enumerate(chosen, 1)
        ]
    DemandStep.objects.bulk_create(steps, batch_size=BATCH)
    return len(demands)


def measure(size: int, rounds: int) -> dict[str, str | float | Times]:
    """Return the figures of one directory; it must be prepared."""
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    wanted = list(_wanted(model, vocabulary))
    row: dict[str, str | float | Times] = {}
    row["demand → firms"] = _of_all(
        [
            timed(
                lambda one=one: _shown(match_in(model, vocabulary, one, clusters=None, today=TODAY)),  # type: ignore[misc]
                rounds,
            )
            for one in wanted
        ]
    )
    teams = [one for one in wanted if len(one.steps) > 1]
    row["teams"] = _of_all(
        [
            timed(
                lambda one=one: teams_in(model, vocabulary, one, clusters=None, today=TODAY),  # type: ignore[misc]
                rounds,
            )
            for one in teams
        ]
    )
    exact = all(
        teams_in(model, vocabulary, one, clusters=None, today=TODAY).consortia.is_exact for one in teams
    )
    row["teams exact"] = "yes" if exact else "bounded"
    row["profile → demands"] = _profile_against_demands(model, vocabulary)
    row["pairs, everything s"] = _pairs_anew()
    row["pairs stored"] = float(Pair.objects.count())
    row["pairs, one profile"] = _pairs_of_one(min(rounds, 10))
    row["rings"] = timed(lambda: ring_page(_clusters()), min(rounds, 10))
    return row


def _shown(result: MatchResult) -> int:
    """Explain the firms that the page of a demand shows, as it does; ranking alone explains nobody."""
    return sum(len(match.parts) for match in result.matches[:SHOWN])


def _clusters() -> list[int]:
    return list(Pair.objects.order_by().values_list("cluster", flat=True).distinct())


def _wanted(model: ReadModel, vocabulary: Vocabulary) -> Iterator[Wanted]:
    """Yield typical demands with the wording of a mail: one frequent step, several steps with criteria, six steps."""
    counted = sorted(
        (-model.node_count(model.nodes.index[f"p:{node.key}"]), node.key)
        for node in vocabulary.nodes(Kind.PROCESS)
        if node.parent is not None
    )
    frequent = [key for _, key in counted[:40]]
    thickness = Criterion(
        Attribute.THICKNESS, Importance.HARD, values=Values(thickness_min_mm=3.0, thickness_max_mm=3.0)
    )
    certificate = Criterion(Attribute.CERTIFICATE, Importance.HARD, step=2, key="iso-9001")
    material = Criterion(Attribute.MATERIAL, key="1-4301")
    wording = read_demand(Written(title=TITLE, text=MAIL), vocabulary).wanted.wording
    yield _chain(frequent[:1], wording)
    yield _chain(frequent[:3], wording, (thickness, certificate, material))
    yield _chain(frequent[3:40:6], wording)


def _chain(
    keys: list[str], wording: tuple[WeightedWord, ...], criteria: tuple[Criterion, ...] = ()
) -> Wanted:
    steps = tuple(
        WantedStep(number, (Option(key, 1.0),), is_lead=number == 1)
        for number, key in enumerate(keys, start=1)
    )
    return Wanted(steps=steps, criteria=criteria, wording=wording, place=LANDSTUHL, radius_km=50.0)


def _profile_against_demands(model: ReadModel, vocabulary: Vocabulary) -> Times:
    """Measure from the row of one firm to the demands that it concerns, for firms all over the directory."""
    companies = Company.objects.published().order_by("pk").values_list("pk", flat=True)
    chosen = list(companies[:: max(1, len(companies) // 20)])[:20]
    spans = []
    for company in chosen:
        rows = read_rows(connection, [company])
        start = time.perf_counter()
        concerned_demands(rows, model, vocabulary, today=TODAY)
        spans.append((time.perf_counter() - start) * 1000)
    return Times(float(np.percentile(spans[1:], 50)), float(np.percentile(spans[1:], 95)))


def _pairs_anew() -> float:
    start = time.perf_counter()
    catch_up_pairs(now=timezone.now())
    return time.perf_counter() - start


def _pairs_of_one(rounds: int) -> Times:
    """Measure what the worker does after one firm was published anew."""
    firms = itertools.cycle(Company.objects.published().order_by("pk")[:20])
    spans = []
    for company in itertools.islice(firms, rounds):
        write_row(company)
        start = time.perf_counter()
        catch_up_pairs(now=timezone.now() + datetime.timedelta(seconds=1))
        spans.append((time.perf_counter() - start) * 1000)
    return Times(float(np.percentile(spans, 50)), float(np.percentile(spans, 95)))


def _of_all(times: list[Times]) -> Times:
    return Times(float(np.median([one.p50 for one in times])), max(one.p95 for one in times))
