"""What one firm sees of the third question: who could work for it, and for whom it could work."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F

from companies.domain.geo import distance_km
from companies.enums import CompanyState, Relation
from companies.models import Capability, Company
from companies.search.keeper import KEEPER
from companies.search.reading import read_rows
from companies.search.readmodel import ReadModel
from companies.search.requirement import Option, WantedPlace
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.engine import Matcher
from matching.domain.pairs import done_by, is_specific, only_firms
from matching.domain.results import Match
from matching.domain.wanted import Wanted, WantedStep
from matching.enums import Attribute
from matching.models import Demand, Pair, StoredMatch

if TYPE_CHECKING:
    from accounts.models import User

OFFERS_SHOWN = 5
"""So many firms are named for each process that a firm seeks."""

SEEKERS_SHOWN = 60
DEMANDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that offers what is sought, with the reason in a sentence and the way in kilometres."""

    company: Company
    score: float
    sentence: str
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class SoughtWork:
    """A process that the firm seeks, and who could do it; `total` counts all that match."""

    key: str
    name: str
    candidates: tuple[Candidate, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PossibleCustomer:
    """A firm that seeks what this one offers: the processes, and how well the best of them fits (0…1)."""

    company: Company
    processes: tuple[str, ...]
    score: float
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """Both directions, and the open demands that the firm matches."""

    company: Company
    sought: tuple[SoughtWork, ...]
    customers: tuple[PossibleCustomer, ...]
    demands: tuple[Demand, ...]


def partner_page(company: Company, *, user: User, viewer: Viewer, today: datetime.date) -> PartnerPage:
    """Return what a published firm sees; eight queries, however much it seeks and offers."""
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    own = _place(viewer)
    keys = _sought_keys(company, vocabulary)
    results = {key: _offers(key, model, vocabulary, own, viewer.clusters, company.pk, today) for key in keys}
    customers = list(_customers(company, model, vocabulary, viewer, today))
    named = {m.company for matches, _ in results.values() for m in matches} | {c for c, _ in customers}
    firms = Company.objects.published().with_place().prefetch_related("sites").in_bulk(named)
    return PartnerPage(
        company=company,
        sought=tuple(
            SoughtWork(key, _name(vocabulary, key), tuple(_candidates(matches, firms)), total)
            for key, (matches, total) in results.items()
        ),
        customers=tuple(_shown(customers, firms, viewer, vocabulary))[:SEEKERS_SHOWN],
        demands=tuple(_demands(company, user)),
    )


def process_wanted(process: str, seeker: int | None = None, place: WantedPlace | None = None) -> Wanted:
    """Return a standing requirement as the engine takes it: one process, the firm that seeks it, where it is."""
    step = WantedStep(1, (Option(process, 1.0),))
    seekers = frozenset({seeker}) if seeker is not None else frozenset()
    return Wanted(steps=(step,), place=place, seekers=seekers)


def pair_sentences(pairs: Sequence[Pair], *, today: datetime.date) -> dict[int, str]:
    """Return for each pair why the provider fits, in a sentence; none where it does no longer. Two small queries."""
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    by_process: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_process[pair.process.key].append(pair)
    found = {}
    for process, same in by_process.items():
        if not vocabulary.has(Kind.PROCESS, process):
            continue
        matcher = Matcher(model, vocabulary, process_wanted(process), None, today)
        matches = matcher.of_companies([pair.provider_id for pair in same])
        for pair in same:
            match = matches.get(pair.provider_id)
            if match is not None and match.is_strong:
                found[pair.pk] = _sentence(match)
    return found


def _sentence(match: Match) -> str:
    return next((part.sentence for part in match.parts if part.attribute == Attribute.PROCESS), "")


def _name(vocabulary: Vocabulary, key: str) -> str:
    return vocabulary.node(Kind.PROCESS, key).name_de


def _place(viewer: Viewer) -> WantedPlace | None:
    if viewer.latitude is None or viewer.longitude is None:
        return None
    return WantedPlace("", "Ihrem Standort", viewer.latitude, viewer.longitude)


def _sought_keys(company: Company, vocabulary: Vocabulary) -> list[str]:
    sought = Capability.objects.filter(company=company, relation=Relation.SOUGHT)
    keys = dict.fromkeys(sought.order_by("pk").values_list("process__key", flat=True))
    return [key for key in keys if is_specific(key, vocabulary)]


def _offers(
    process: str,
    model: ReadModel,
    vocabulary: Vocabulary,
    place: WantedPlace | None,
    clusters: frozenset[int] | None,
    seeker: int,
    today: datetime.date,
) -> tuple[list[Match], int]:
    """Return the best matches for a sought process and how many there are in all."""
    matcher = Matcher(model, vocabulary, process_wanted(process, seeker, place), clusters, today)
    result = matcher.result(OFFERS_SHOWN)
    total = sum(int((s.visible & (s.score >= StoredMatch.SHOWN_FROM)).sum()) for s in matcher.scores)
    return [match for match in result.matches if match.is_strong], total


def _candidates(matches: Iterable[Match], firms: Mapping[int, Company]) -> Iterator[Candidate]:
    for match in matches:
        if match.company in firms:
            yield Candidate(firms[match.company], match.score, _sentence(match), match.distance_km)


def _customers(
    company: Company, model: ReadModel, vocabulary: Vocabulary, viewer: Viewer, today: datetime.date
) -> Iterator[tuple[int, dict[str, float]]]:
    """Yield the firms that seek something this one matches: (company, process → score)."""
    seeking = Capability.objects.filter(relation=Relation.SOUGHT, company__state=CompanyState.PUBLISHED)
    seeking = seeking.exclude(company=company)
    if viewer.clusters is not None:
        seeking = seeking.filter(company__memberships__cluster__in=viewer.clusters)
    asked = defaultdict(set)
    for process, seeker in seeking.order_by().values_list("process__key", "company").distinct():
        asked[process].add(seeker)
    own = only_firms(model, vocabulary, read_rows(connection, [company.pk]))
    specific = [key for key in asked if is_specific(key, vocabulary)]
    scores = done_by(own, vocabulary, specific, today=today)
    by_seeker: dict[int, dict[str, float]] = defaultdict(dict)
    for process, fits in scores.items():
        for seeker in asked[process]:
            by_seeker[seeker][process] = fits[0].score
    yield from by_seeker.items()


def _shown(
    customers: Iterable[tuple[int, Mapping[str, float]]],
    firms: Mapping[int, Company],
    viewer: Viewer,
    vocabulary: Vocabulary,
) -> list[PossibleCustomer]:
    found = []
    for number, scores in customers:
        if number not in firms:
            continue
        best = sorted(scores, key=lambda key: (-scores[key], key))
        names = tuple(_name(vocabulary, key) for key in best)
        way = _way(firms[number], viewer)
        found.append(PossibleCustomer(firms[number], names, scores[best[0]], way))
    found.sort(key=lambda c: (-c.score, 1e9 if c.distance_km is None else c.distance_km, c.company.sort_name))
    return found


def _way(company: Company, viewer: Viewer) -> float | None:
    if viewer.latitude is None or viewer.longitude is None:
        return None
    return min(
        (
            distance_km(viewer.latitude, viewer.longitude, site.latitude, site.longitude)
            for site in company.sites.all()
            if site.latitude is not None and site.longitude is not None
        ),
        default=None,
    )


def _demands(company: Company, user: User) -> Iterable[Demand]:
    """Return the open demands for which the firm was found and which the person may see, the best first."""
    return (
        Demand.objects.visible_to(user)
        .open()
        .exclude(company=company)
        .filter(stored_matches__company=company, stored_matches__score__gte=StoredMatch.SHOWN_FROM)
        .annotate(match_score=F("stored_matches__score"))
        .order_by("-match_score", "-opened_at", "pk")[:DEMANDS_SHOWN]
    )
