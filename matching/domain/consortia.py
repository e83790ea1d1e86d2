"""Small teams of firms for a demand with several steps; pure. docs/consortia.md explains it with an example."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from companies.domain.geo import distance_km
from matching.domain.results import ScorePart

KM_PER_POINT = 150.0
"""So many kilometres of way between the firms weigh as much as one step done perfectly."""

UNKNOWN_KM = 30.0
"""What a leg counts of which one end is not known: no advantage for a firm that does not say where it is."""

MOST_STATES = 30_000
"""So many beginnings of teams are followed at the same time; beyond it the answer is good, no longer proved best."""

SHOWN_TEAMS = 3

Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS84)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A firm that can do one step, with the score 0…1 for it; `to_ask` where it leaves a condition open."""

    company: int
    score: float
    to_ask: bool = False


@dataclass(frozen=True, slots=True)
class StepOffers:
    """One step of the work with everybody who can do it, best first; `is_hard` means that it must be covered."""

    number: int
    offers: tuple[Offer, ...]
    is_hard: bool = True
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What one firm of a team does; `leg_km` is the way from whoever did the step before (None: not known)."""

    step: int
    company: int
    score: float
    to_ask: bool
    leg_km: float | None


@dataclass(frozen=True, slots=True)
class Team:
    """Who does what, in the order of the steps. `last_leg_km` leads to the place of delivery, None without one.

    `value` orders teams of the same size: Σ scores - way in km ÷ KM_PER_POINT.
    """

    tasks: tuple[Task, ...]
    lead: int
    last_leg_km: float | None
    value: float

    @property
    def companies(self) -> tuple[int, ...]:
        """The firms in the order in which they join the work."""
        return tuple(dict.fromkeys(task.company for task in self.tasks))

    @property
    def way_km(self) -> float:
        """Kilometres from firm to firm and to the place of delivery, as far as known."""
        return sum(leg for leg in (*(task.leg_km for task in self.tasks), self.last_leg_km) if leg)

    def steps_of(self, company: int) -> tuple[int, ...]:
        """Return the numbers of the steps that a firm does."""
        return tuple(task.step for task in self.tasks if task.company == company)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A firm that nearly covers an open step, with what is in the way."""

    company: int
    reason: ScorePart | None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that nobody covers, with the nearest offers outside."""

    step: int
    nearest: tuple[Nearby, ...] = ()


@dataclass(frozen=True, slots=True)
class Consortia:
    """The best teams, those of one firm first, and what stays open.

    `offers` tells for each step who could do it, best first. `is_exact` is false where so many firms took part that
    not every team could be weighed.
    """

    teams: tuple[Team, ...] = ()
    open: tuple[OpenStep, ...] = ()
    offers: Mapping[int, tuple[Offer, ...]] = field(default_factory=dict)
    is_exact: bool = True

    def with_nearest(self, nearest: Mapping[int, tuple[Nearby, ...]]) -> Consortia:
        """Return the same with the nearest offers for open steps."""
        return replace(self, open=tuple(OpenStep(o.step, nearest.get(o.step, ())) for o in self.open))


def find_teams(
    steps: Sequence[StepOffers],
    points: Mapping[int, Point],
    place: Point | None = None,
    *,
    limit: int = SHOWN_TEAMS,
) -> Consortia:
    """Return the best teams for a chain of steps.

    In: the steps in the order of the work; where the firms are (those of unknown place are missing); the place of
    delivery. Out: first the firms that cover every step alone, then the smallest teams without these, both by value;
    at most `limit` of each. A step without any offer stays open, one that is only wished for adds no firm. The
    answer is exact unless `is_exact` says otherwise.
    """
    work = [step for step in steps if step.offers]
    teams: list[Team] = []
    is_exact = True
    singles = _firms_for_everything(work)
    for remaining in (work, [_without(step, singles) for step in work]) if singles else (work,):
        hard = [step for step in remaining if step.is_hard]
        if hard and all(step.offers for step in hard):
            search = _Search([step for step in remaining if step.offers], points, place, limit)
            teams += search.teams()
            is_exact &= search.is_exact
    return Consortia(
        teams=tuple(teams),
        open=tuple(OpenStep(step.number) for step in steps if not step.offers),
        offers={step.number: step.offers for step in steps},
        is_exact=is_exact,
    )


def _firms_for_everything(steps: Sequence[StepOffers]) -> frozenset[int]:
    hard = [frozenset(offer.company for offer in step.offers) for step in steps if step.is_hard]
    return frozenset.intersection(*hard) if hard else frozenset()


def _without(step: StepOffers, companies: frozenset[int]) -> StepOffers:
    return replace(step, offers=tuple(o for o in step.offers if o.company not in companies))


def smallest_cover(masks: Iterable[int], whole: int) -> list[int]:
    """Return for every set of steps the least number of firms that cover it together.

    In: for each firm the steps it covers as bits; all steps as bits. Out: a list by set (0…whole); `whole + 1` for
    what nobody covers.
    """
    distinct = set(masks)
    largest = [m for m in distinct if not any(m != other and m & other == m for other in distinct)]
    least = [0] + [whole + 1] * whole
    for wanted in range(1, whole + 1):
        first = wanted & -wanted
        least[wanted] = min((whole + 1, *(1 + least[wanted & ~mask] for mask in largest if mask & first)))
    return least


@dataclass(slots=True)
class _Begun:
    """The beginning of a team: its worth so far, its firms and the steps they could do as bits, who does what."""

    value: float
    firms: int
    able: int
    chosen: tuple[int, ...]


class _Search:
    """Walks the steps in order and keeps for every situation the best beginnings.

    Two beginnings are in the same situation when they end at the same firm, have as many firms, and the same of those
    that could still do something: whatever follows, follows both alike, so only the better ones are kept. Together
    with the least number of firms for what is still to do this visits every team that can be among the best.
    """

    def __init__(
        self,
        steps: Sequence[StepOffers],
        points: Mapping[int, Point],
        place: Point | None,
        limit: int,
    ) -> None:
        self.steps, self.points, self.place, self.limit = steps, points, place, limit
        self.firms = sorted({offer.company for step in steps for offer in step.offers})
        self.number = {company: number for number, company in enumerate(self.firms)}
        self.able = [0] * len(self.firms)
        self.later = [0] * (len(steps) + 1)
        for place_, step in reversed(list(enumerate(steps))):
            self.later[place_] = self.later[place_ + 1]
            for offer in step.offers:
                firm = self.number[offer.company]
                self.able[firm] |= 1 << place_
                self.later[place_] |= 1 << firm
        self.hard = sum(1 << number for number, step in enumerate(steps) if step.is_hard)
        self.least = smallest_cover((mask & self.hard for mask in self.able), self.hard)
        self.size = self.least[self.hard]
        self.is_exact = True
        self._legs: dict[tuple[int, int], float | None] = {}

    def teams(self) -> list[Team]:
        """Return the best teams of the least size, best first."""
        situations: dict[tuple[int, int, int], list[_Begun]] = {(-1, 0, 0): [_Begun(0.0, 0, 0, ())]}
        for number, step in enumerate(self.steps):
            following: dict[tuple[int, int, int], list[_Begun]] = {}
            for (last, _, count), begun in situations.items():
                for firm, size, gain in self._moves(step, number, last, count, begun[0]):
                    for one in begun:
                        firms = one.firms if firm < 0 else one.firms | 1 << firm
                        able = one.able if firm < 0 else one.able | self.able[firm]
                        key = (last if firm < 0 else firm, firms & self.later[number + 1], size)
                        new = _Begun(one.value + gain, firms, able, (*one.chosen, firm))
                        self._keep(following.setdefault(key, []), new)
            situations = self._bounded(following)
        finished: list[_Begun] = []
        for (last, _, _), begun in situations.items():
            for one in begun:
                one.value -= self._cost(last, -1)
                self._keep(finished, one)
        return [self._team(one) for one in finished]

    def _moves(
        self, step: StepOffers, number: int, last: int, count: int, begun: _Begun
    ) -> Iterator[tuple[int, int, float]]:
        """Yield who can do a step: (firm or -1 for nobody, size of the team then, what it is worth)."""
        to_do = self.hard >> (number + 1) << (number + 1)
        if not step.is_hard and count + self.least[to_do & ~begun.able] <= self.size:
            yield -1, count, 0.0
        for offer in step.offers:
            firm = self.number[offer.company]
            size = count + (0 if begun.firms >> firm & 1 else 1)
            if size + self.least[to_do & ~(begun.able | self.able[firm])] <= self.size:
                yield firm, size, offer.score - (self._cost(last, firm) if last >= 0 else 0.0)

    def _keep(self, found: list[_Begun], new: _Begun) -> None:
        """Put a beginning among the best of its situation, every team once."""
        for index, one in enumerate(found):
            if one.firms == new.firms:
                if new.value <= one.value:
                    return
                del found[index]
                break
        if len(found) == self.limit and new.value <= found[-1].value:
            return
        found.append(new)
        found.sort(key=lambda one: (-round(one.value, 9), one.chosen))
        del found[self.limit :]

    def _bounded(self, situations: dict) -> dict:
        if len(situations) <= MOST_STATES:
            return situations
        self.is_exact = False
        best = heapq.nlargest(MOST_STATES, situations.items(), key=lambda item: item[1][0].value)
        return dict(best)

    def _team(self, found: _Begun) -> Team:
        tasks: list[Task] = []
        last = -1
        for step, firm in zip(self.steps, found.chosen, strict=True):
            if firm < 0:
                continue
            offer = next(o for o in step.offers if o.company == self.firms[firm])
            leg = self._leg(last, firm) if last >= 0 else 0.0
            tasks.append(Task(step.number, offer.company, offer.score, offer.to_ask, leg))
            last = firm
        last_leg = self._leg(last, -1) if self.place is not None else None
        return Team(tuple(tasks), self._lead(tasks), last_leg, found.value)

    def _lead(self, tasks: Sequence[Task]) -> int:
        """Return the firm of the lead step; where that stays open, the one with the most steps."""
        leading = {step.number for step in self.steps if step.is_lead}
        companies = [task.company for task in tasks]
        return next(
            (task.company for task in tasks if task.step in leading),
            max(companies, key=lambda company: (companies.count(company), -companies.index(company))),
        )

    def _cost(self, one: int, other: int) -> float:
        """Return what the way between two firms (-1: the place of delivery) takes off the value."""
        if one == other or (other < 0 and self.place is None):
            return 0.0
        leg = self._leg(one, other)
        return (UNKNOWN_KM if leg is None else leg) / KM_PER_POINT

    def _leg(self, one: int, other: int) -> float | None:
        if one == other:
            return 0.0
        key = (min(one, other), max(one, other))
        if key not in self._legs:
            ends = [self.place if end < 0 else self.points.get(self.firms[end]) for end in key]
            self._legs[key] = None if None in ends else distance_km(*ends[0], *ends[1])  # type: ignore[misc]
        return self._legs[key]
