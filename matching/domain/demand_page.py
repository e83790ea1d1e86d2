"""Everything the page of a demand shows, gathered for the person who reads it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from companies.models import Company
from companies.search.keeper import KEEPER
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.engine import Matcher
from matching.domain.hints import wanted_for_matching
from matching.domain.results import Match, MatchResult, NearMiss, ScorePart
from matching.domain.stored_matches import new_since
from matching.domain.team_page import TeamPage, team_page_of
from matching.domain.team_search import teams_of
from matching.domain.wanted import Wanted
from matching.domain.weights import FOUND_FROM
from matching.domain.words import asked_words
from matching.enums import DemandState, Importance, Status
from matching.models import Demand

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 20
"""Most firms that the page lists."""

SHOWN_BY_STEP = 5


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One line of what is asked for: the thing, its value in words and whether it is a condition."""

    label: str
    value: str
    is_hard: bool


@dataclass(frozen=True, slots=True)
class AskedStep:
    """One process with what is asked for about it; any of `also` would do as well."""

    number: int
    name: str
    is_hard: bool
    is_lead: bool
    details: tuple[AskedFor, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm found: what the page says about it. `reason` is the one condition that a near miss does not meet."""

    slug: str
    name: str
    place: str
    match: Match
    is_new: bool = False
    reason: ScorePart | None = None

    @property
    def met(self) -> int:
        """How many criteria the firm meets."""
        return sum(part.status == Status.MET for part in self.match.parts)

    @property
    def total(self) -> int:
        """How many criteria were compared."""
        return len(self.match.parts)

    @property
    def open_parts(self) -> tuple[ScorePart, ...]:
        """What is met in part only or not at all, without what has to be asked."""
        return tuple(
            part
            for part in self.match.parts
            if part.status in (Status.PARTLY, Status.NOT_MET) and part is not self.reason
        )


@dataclass(frozen=True, slots=True)
class StepCandidates:
    """Who could do one step."""

    number: int
    name: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The firms for a demand as its owner sees them."""

    strong: tuple[Candidate, ...]
    to_ask: tuple[Candidate, ...]
    near: tuple[Candidate, ...]
    by_step: tuple[StepCandidates, ...]
    total: int
    new: int
    is_gap: bool


@dataclass(frozen=True, slots=True)
class DemandPage:
    """A demand for one reader. `firm` is None where the reader may not know who asks.

    `found` and `teams` (several steps) are there for the firm that asks and for staff; `own` says how a firm of the
    reader fits, and is there for members of other firms.
    """

    demand: Demand
    firm: Company | None
    is_own: bool
    may_change: bool
    steps: tuple[AskedStep, ...]
    general: tuple[AskedFor, ...]
    found: Found | None
    teams: TeamPage | None
    own: tuple[Candidate, ...]
    reads_for: tuple[str, ...]


def demand_page(demand: Demand, *, user: User, now: datetime.datetime) -> DemandPage:
    """Return the page of a demand that the person may see.

    In: a demand of `visible_to` with `for_matching`, `with_firm_known_to` and `with_change_allowed`; who reads it and
    when. Out: the live result of the matching, as far as it is the reader's business.
    """
    vocabulary = current_vocabulary()
    wanted = wanted_for_matching(demand, vocabulary)
    own_firms = {firm.pk: firm for firm in Company.objects.of_user(user).current()}
    is_own = demand.company_id in own_firms
    changes: bool = demand.may_be_changed  # type: ignore[attr-defined]
    sees_all = is_own or changes
    found: Found | None = None
    own: tuple[Candidate, ...] = ()
    teams: TeamPage | None = None
    if demand.state in (DemandState.DRAFT, DemandState.OPEN, DemandState.PAUSED):
        clusters, today = frozenset({demand.cluster_id}), timezone.localdate(now)
        matcher = Matcher(KEEPER.current(vocabulary), vocabulary, wanted, clusters, today)
        if sees_all:
            teaming = teams_of(matcher)
            result = matcher.result(SHOWN)
            firms = _firms([*_named(result, wanted), *teaming.named])
            found = _found(result, firms, demand, wanted, vocabulary, now)
            teams = team_page_of(matcher, teaming, firms) if len(wanted.steps) > 1 else None
        elif own_firms:
            own = _own(matcher.of_companies(list(own_firms)).values())
    return DemandPage(
        demand=demand,
        firm=demand.company if demand.firm_is_known else None,  # type: ignore[attr-defined]
        is_own=is_own,
        may_change=changes,
        steps=tuple(_steps(wanted, vocabulary)),
        general=_asked(wanted, None, vocabulary),
        found=found,
        teams=teams,
        own=own,
        reads_for=tuple(firm.name for firm in own_firms.values()),
    )


def _by_step(result: MatchResult, wanted: Wanted) -> dict[int, tuple[Match, ...]]:
    """Return the firms shown for every step, where there are several."""
    several = len(wanted.steps) > 1
    return {n: found[:SHOWN_BY_STEP] for n, found in result.by_step.items()} if several else {}


def _named(result: MatchResult, wanted: Wanted) -> Iterable[int]:
    """Return the firms that the page names."""
    yield from (match.company for match in result.matches)
    yield from (near.match.company for near in result.near)
    for found in _by_step(result, wanted).values():
        yield from (match.company for match in found)


def _found(
    result: MatchResult,
    firms: Mapping[int, Company],
    demand: Demand,
    wanted: Wanted,
    vocabulary: Vocabulary,
    now: datetime.datetime,
) -> Found:
    by_step = _by_step(result, wanted)
    yesterday = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    new = new_since(demand, yesterday - datetime.timedelta(days=1))
    candidates = [_candidate(one, firms, new) for one in result.matches if one.company in firms]
    names = {step.number: vocabulary.node(Kind.PROCESS, step.key).name_de for step in wanted.steps}
    return Found(
        strong=tuple(one for one in candidates if one.match.is_strong),
        to_ask=tuple(one for one in candidates if not one.match.is_strong),
        near=tuple(_near(one, firms) for one in result.near if one.match.company in firms),
        by_step=tuple(
            StepCandidates(
                number,
                names[number],
                tuple(_candidate(one, firms, new) for one in by_step[number] if one.company in firms),
            )
            for number in sorted(by_step)
        ),
        total=result.total,
        new=sum(one.is_new for one in candidates),
        is_gap=result.is_gap,
    )


def _own(matches: Iterable[Match]) -> tuple[Candidate, ...]:
    """Return how the reader's firms fit, best first; nothing about firms that miss more than one condition."""
    found = []
    ranked = sorted(matches, key=lambda one: -one.score)
    firms = _firms(one.company for one in ranked)
    for one in ranked:
        missed = [part for part in one.parts if part.is_miss]
        if one.score >= FOUND_FROM and one.steps and len(missed) < 2:
            candidate = _candidate(one, firms, frozenset())
            found.append(replace(candidate, reason=missed[0]) if missed else candidate)
    return tuple(found)


def _firms(companies: Iterable[int]) -> dict[int, Company]:
    """Return the firms with their place, by number; one query."""
    return Company.objects.with_place().only("name", "slug").in_bulk(list(companies))


def _candidate(one: Match, firms: Mapping[int, Company], new: frozenset[int]) -> Candidate:
    firm = firms[one.company]
    return Candidate(firm.slug, firm.name, firm.place or "", one, one.company in new)


def _near(near: NearMiss, firms: Mapping[int, Company]) -> Candidate:
    return replace(_candidate(near.match, firms, frozenset()), reason=near.reason)


def _steps(wanted: Wanted, vocabulary: Vocabulary) -> Iterable[AskedStep]:
    for step in wanted.steps:
        yield AskedStep(
            number=step.number,
            name=vocabulary.node(Kind.PROCESS, step.key).name_de,
            is_hard=step.importance == Importance.HARD,
            is_lead=step.is_lead and len(wanted.steps) > 1,
            details=_asked(wanted, step.number, vocabulary),
            also=tuple(vocabulary.node(Kind.PROCESS, key).name_de for key in step.also),
        )


def _asked(wanted: Wanted, step: int | None, vocabulary: Vocabulary) -> tuple[AskedFor, ...]:
    return tuple(
        AskedFor(
            str(criterion.attribute.label),
            asked_words(criterion, vocabulary),
            criterion.importance == Importance.HARD,
        )
        for criterion in wanted.criteria
        if criterion.step == step
    )
