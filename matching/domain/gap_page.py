"""What the pages and tables of the gaps show, read from demands, profiles and searches."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from companies.enums import CompanyState, Relation
from companies.models import Capability, SearchMiss, Site
from companies.search.engine import cluster_bits
from companies.search.keeper import KEEPER
from companies.search.packing import CONFIDENCE_STEPS, Standing
from companies.search.readmodel import ReadModel
from companies.search.segment import Segment, bits_mask
from companies.search.service import district_names
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.gaps import (
    QUARTERS,
    Asked,
    Gap,
    Offered,
    count_gaps,
    demand_cells,
    publishable,
    quarter_name,
    quarter_of,
)
from matching.enums import AskedIn, DemandState, Supply
from matching.models import Demand, DemandStep, StoredMatch

HIDDEN = "unter 5"
"""Stands for a count that does not leave the agency."""

ELSEWHERE = "ohne Ort oder außerhalb"
_WORDS_SHOWN = 30
_IN_HOUSE = int(Standing.VIA_PARTNER) * (CONFIDENCE_STEPS + 1)
_STATED = int(Standing.HINT) * (CONFIDENCE_STEPS + 1)


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap with names; `bar` is its share of the largest count in percent."""

    gap: Gap
    name: str
    field: str
    bar: float

    @property
    def shown_counts(self) -> list[tuple[str, int]]:
        """The sources in which it was asked, with the number for each."""
        return [(str(source.label), number) for source, number in self.gap.counts.items() if number]


@dataclass(frozen=True, slots=True)
class Quarter:
    """Demands of one quarter; `bar` is the share of the largest in percent."""

    name: str
    count: int
    bar: float


@dataclass(frozen=True, slots=True)
class GapPage:
    """The overview of the gaps.

    `summary` counts processes by supply; `words` were searched for in vain and mean nothing that is known.
    """

    rows: tuple[GapRow, ...]
    summary: Mapping[Supply, int]
    quarters: tuple[Quarter, ...]
    districts: Mapping[str, str]
    unserved: tuple[Demand, ...]
    words: tuple[tuple[str, int], ...]


def gap_page(
    clusters: frozenset[int],
    *,
    today: datetime.date,
    district: str = "",
    supplies: Collection[str] = tuple(Supply),
) -> GapPage:
    """Return the overview for the staff of some clusters; seven queries.

    In: the clusters; the day that closes the trend; `district` keeps what is asked and offered in one district (key),
    `supplies` some classes of supply. Searches are counted without place and cluster; they only stand in the whole
    overview.
    """
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    misses = [] if district else list(vain_searches())
    asked = [one for one in asked_in(clusters, misses) if not district or one.district == district]
    gaps = count_gaps(asked, offered_in(model, clusters, district=district), today=today)
    known = [gap for gap in gaps if vocabulary.has(Kind.PROCESS, gap.process)]
    shown = [gap for gap in known if gap.supply in supplies]
    most = max((gap.asked for gap in shown), default=1)
    return GapPage(
        rows=tuple(
            GapRow(gap, *_names(vocabulary, gap.process), round(100 * gap.asked / most, 1)) for gap in shown
        ),
        summary={kind: sum(gap.supply == kind for gap in known) for kind in Supply},
        quarters=_quarters(shown, today),
        districts=district_names(vocabulary),
        unserved=tuple(unserved_demands(clusters)),
        words=_unknown_words(misses),
    )


def _names(vocabulary: Vocabulary, key: str) -> tuple[str, str]:
    """Return the name of a process and of the field of work it belongs to."""
    above = vocabulary.ancestors(Kind.PROCESS, key)
    field = vocabulary.node(Kind.PROCESS, above[-1]).name_de if above else ""
    return vocabulary.node(Kind.PROCESS, key).name_de, field


def _quarters(gaps: Sequence[Gap], today: datetime.date) -> tuple[Quarter, ...]:
    counts = [sum(column) for column in zip(*(gap.trend for gap in gaps), strict=True)] or [0] * QUARTERS
    first, most = quarter_of(today) - QUARTERS + 1, max(1, *counts)
    return tuple(
        Quarter(quarter_name(first + place), count, round(100 * count / most, 1))
        for place, count in enumerate(counts)
    )


def asked_in(clusters: Collection[int], misses: Iterable[SearchMiss]) -> Iterator[Asked]:
    """Yield everything that was asked for in some clusters: demands, sought work, and searches in vain."""
    main_site = Site.objects.filter(company=OuterRef("company")).order_by("-is_main", "pk")
    at_home = Subquery(main_site.values("place__parent__key")[:1])
    steps = (
        DemandStep.objects.filter(demand__in=Demand.objects.opened().filter(cluster__in=clusters))
        .order_by("pk")
        .annotate(
            home=Subquery(
                Site.objects.filter(company=OuterRef("demand__company"))
                .order_by("-is_main", "pk")
                .values("place__parent__key")[:1]
            )
        )
        .values_list(
            "process__key",
            "demand__state",
            "demand__company",
            "demand__place__parent__key",
            "home",
            "demand__opened_at",
            "demand__reference",
        )
    )
    for process, state, company, place, home, opened, reference in steps:
        source = AskedIn.OPEN_DEMAND if state == DemandState.OPEN else AskedIn.PAST_DEMAND
        day = timezone.localdate(opened)
        yield Asked(process, source, company, place or home or "", day, 1, reference)
    sought = (
        Capability.objects.filter(
            relation=Relation.SOUGHT,
            company__state=CompanyState.PUBLISHED,
            company__memberships__cluster__in=clusters,
        )
        .annotate(home=at_home)
        .order_by("process__key", "company")
        .values_list("process__key", "company", "home")
        .distinct()
    )
    for process, company, home in sought:
        yield Asked(process, AskedIn.SOUGHT, company, home or "")
    for miss in misses:
        for process in sorted({*miss.criteria.get("process", ()), *miss.criteria.get("processes", ())}):
            yield Asked(process, AskedIn.SEARCH, None, "", miss.last_on, miss.times)


def vain_searches() -> Iterable[SearchMiss]:
    """Return the searches that found nobody."""
    return SearchMiss.objects.filter(hits=0).order_by("-times", "pk")


def _unknown_words(misses: Iterable[SearchMiss]) -> tuple[tuple[str, int], ...]:
    """Return words that were searched for in vain without any process beside them, the most frequent first."""
    counted: Counter[str] = Counter()
    for miss in misses:
        if not miss.criteria.get("process") and not miss.criteria.get("processes"):
            for word in miss.criteria.get("word", ()):
                counted[word] += miss.times
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_WORDS_SHOWN])


def offered_in(
    model: ReadModel, clusters: frozenset[int] | None, *, district: str = ""
) -> dict[str, Offered]:
    """Return for each process who states it, or something more special: in-house, and only through a partner."""
    count = len(model.nodes)
    in_house, stated = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for segment, alive in model.parts:
        visible = bits_mask(alive & cluster_bits(segment, clusters), len(segment))
        if district:
            visible &= _in_district(model, segment, district)
        for counts, below in ((in_house, _IN_HOUSE), (stated, _STATED)):
            counts += _firms_by_node(model, segment, visible, below)
    return {
        term[2:]: Offered(int(in_house[node]), int(stated[node] - in_house[node]))
        for node, term in enumerate(model.nodes.terms)
        if term.startswith("p:") and stated[node]
    }


def _firms_by_node(model: ReadModel, segment: Segment, visible: np.ndarray, below: int) -> np.ndarray:
    """Return for each node how many visible firms state it or a descendant with a code below a limit."""
    nodes, direct, n = model.nodes, segment.direct, len(segment)
    own = np.repeat(np.arange(len(nodes)), np.diff(direct.start))
    kept = (direct.codes < below) & visible[direct.docs]
    own, docs = own[kept], direct.docs[kept].astype(np.int64)
    widths = np.diff(nodes.up_start)[own]
    offsets = np.arange(widths.sum()) - np.repeat(np.cumsum(widths) - widths, widths)
    above = nodes.up[np.repeat(nodes.up_start[own], widths) + offsets].astype(np.int64)
    pairs = np.unique(above * n + np.repeat(docs, widths))
    return np.bincount(pairs // max(n, 1), minlength=len(nodes))


def _in_district(model: ReadModel, segment: Segment, district: str) -> np.ndarray:
    numbers = [number for number, key in model.terms.districts.items() if key == district]
    chosen = np.isin(segment.district_numbers, numbers)
    if not chosen.any():
        return np.zeros(len(segment), bool)
    return bits_mask(np.bitwise_or.reduce(segment.district_bits[chosen], axis=0), len(segment))


def unserved_demands(clusters: Collection[int]) -> Iterable[Demand]:
    """Return the open demands for which no firm was found, the oldest first; those not matched yet are left out."""
    served = StoredMatch.objects.filter(score__gte=StoredMatch.SHOWN_FROM).values("demand")
    return (
        Demand.objects.open()
        .filter(cluster__in=clusters, matched_at__isnull=False)
        .exclude(pk__in=served)
        .select_related("company")
        .order_by("opened_at", "pk")
    )


GAP_HEADER = (
    "Verfahren",
    "Bereich",
    "Angebot",
    "Unternehmen, die es selbst tun",
    "nur über Partner",
    *(str(source.label) for source in AskedIn),
    "nachfragende Unternehmen",
)


def inner_table(page: GapPage) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table for use inside the agency: every count as it is."""
    rows = []
    for row in page.rows:
        gap = row.gap
        rows.append(
            [
                row.name,
                row.field,
                str(gap.supply.label),
                *map(str, (gap.offered.in_house, gap.offered.via_partner, *gap.counts.values())),
                str(len(gap.firms)),
                *map(str, gap.trend),
            ]
        )
    return [*GAP_HEADER, *(f"Bedarfe {quarter.name}" for quarter in page.quarters)], rows


def outer_table(clusters: frozenset[int]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that may leave the agency: demand by district, small counts hidden.

    Searches are left out, because nobody knows how many firms stand behind them; supply is public.
    """
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    districts = district_names(vocabulary)
    offered = offered_in(model, clusters)
    rows = []
    for process, cells in demand_cells(asked_in(clusters, ()), list(districts)).items():
        if not vocabulary.has(Kind.PROCESS, process):
            continue
        supply = offered.get(process, Offered())
        counts, total = publishable(cells)
        shown = [HIDDEN if count is None else str(count) for count in (*counts, total)]
        rows.append([*_names(vocabulary, process), str(supply.supply.label), str(supply.in_house), *shown])
    header = [
        *GAP_HEADER[:4],
        *(f"Nachfrage {name}" for name in (*districts.values(), ELSEWHERE)),
        "Nachfrage gesamt",
    ]
    return header, sorted(rows)


@dataclass(frozen=True, slots=True)
class GapDetail:
    """One process: who asks for it and who offers it."""

    name: str
    field: str
    gap: Gap
    demands: tuple[Demand, ...]
    seekers: tuple[Capability, ...]
    searches: tuple[SearchMiss, ...]


def gap_detail(process: str, clusters: frozenset[int], *, today: datetime.date) -> GapDetail | None:
    """Return everything behind one row of the overview; None where the vocabulary does not hold the process."""
    vocabulary = current_vocabulary()
    if not vocabulary.has(Kind.PROCESS, process):
        return None
    misses = [
        m
        for m in vain_searches()
        if process in (*m.criteria.get("process", ()), *m.criteria.get("processes", ()))
    ]
    asked = [one for one in asked_in(clusters, misses) if one.process == process]
    offered = offered_in(KEEPER.current(vocabulary), clusters).get(process, Offered())
    rows = count_gaps(asked, {process: offered}, today=today)
    gap = (
        rows[0]
        if rows
        else Gap(process, offered, dict.fromkeys(AskedIn, 0), frozenset(), (0,) * QUARTERS, ())
    )
    demands = Demand.objects.filter(reference__in=gap.demands).select_related("company")
    seekers = (
        Capability.objects.filter(
            relation=Relation.SOUGHT,
            process__key=process,
            company__state=CompanyState.PUBLISHED,
            company__memberships__cluster__in=clusters,
        )
        .select_related("company")
        .order_by("company__sort_name", "company", "pk")
        .distinct()
    )
    return GapDetail(
        *_names(vocabulary, process),
        gap,
        tuple(demands.order_by("-opened_at", "pk")),
        tuple({seeker.company_id: seeker for seeker in seekers}.values()),
        tuple(misses),
    )
