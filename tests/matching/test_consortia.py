"""Teams for a chain of steps: the best of all there are, held against trying every assignment."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.geo import distance_km
from matching.domain.consortia import (
    KM_PER_POINT,
    UNKNOWN_KM,
    Offer,
    StepOffers,
    find_teams,
    smallest_cover,
)

PLACE = (49.44, 7.77)
LIMIT = 3


def leg(one, other):
    return UNKNOWN_KM if one is None or other is None else distance_km(*one, *other)


def worth(steps, chosen, points, place):
    """Σ scores - way ÷ KM_PER_POINT of one assignment, in which -1 leaves a step open."""
    value, last = 0.0, None
    for step, company in zip(steps, chosen, strict=True):
        if company < 0:
            continue
        value += next(o.score for o in step.offers if o.company == company)
        if last is not None and last != company:
            value -= leg(points.get(last), points.get(company)) / KM_PER_POINT
        last = company
    return value - (leg(points.get(last), place) / KM_PER_POINT if place and last is not None else 0)


def smallest_teams(steps, points, place):
    """Value of the best assignment of every team of the least size, best first: by trying every assignment."""
    choices = [[*(o.company for o in s.offers), *([] if s.is_hard else [-1])] for s in steps]
    best: dict[frozenset, float] = {}
    for chosen in itertools.product(*choices):
        team = frozenset(chosen) - {-1}
        best[team] = max(best.get(team, -1e9), worth(steps, chosen, points, place))
    least = min(len(team) for team in best)
    return least, sorted((value for team, value in best.items() if len(team) == least), reverse=True)


def brute_force(steps, points, place):
    """Numbers of firms and values of what `find_teams` must return."""
    work = [step for step in steps if step.offers]
    if not any(step.is_hard for step in work):
        return []
    able = [{o.company for o in step.offers} for step in work if step.is_hard]
    singles = set.intersection(*able)
    found = []
    for left in [work] if not singles else [work, [drop(step, singles) for step in work]]:
        if all(step.offers for step in left if step.is_hard):
            usable = [step for step in left if step.offers]
            least, values = smallest_teams(usable, points, place)
            found += [(least, value) for value in values[:LIMIT]]
    return found


def drop(step, companies):
    kept = tuple(o for o in step.offers if o.company not in companies)
    return StepOffers(step.number, kept, step.is_hard, step.is_lead)


@st.composite
def chains(draw):
    firms = draw(st.integers(1, 7))
    steps = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        able = draw(st.lists(st.integers(1, firms), unique=True, max_size=5))
        scores = [draw(st.sampled_from([0.5, 0.62, 0.7, 0.85, 1.0])) for _ in able]
        offers = sorted(map(Offer, able, scores), key=lambda o: (-o.score, o.company))
        steps.append(StepOffers(number, tuple(offers), draw(st.booleans()) or number == 1, number == 1))
    points = {
        company: (49.2 + 0.1 * draw(st.integers(0, 5)), 7.4 + 0.1 * draw(st.integers(0, 5)))
        for company in range(1, firms + 1)
        if draw(st.booleans())
    }
    return steps, points, PLACE if draw(st.booleans()) else None


@given(chains())
def test_no_assignment_is_better_than_what_is_found(chain):
    steps, points, place = chain
    found = find_teams(steps, points, place, limit=LIMIT)
    expected = brute_force(steps, points, place)
    assert [len(team.companies) for team in found.teams] == [size for size, _ in expected]
    assert [team.value for team in found.teams] == pytest.approx([value for _, value in expected])
    assert found.is_exact


@given(chains())
def test_a_team_does_what_its_members_offer_and_says_what_it_is_worth(chain):
    steps, points, place = chain
    found = find_teams(steps, points, place, limit=LIMIT)
    by_number = {step.number: step for step in steps}
    assert [o.step for o in found.open] == [step.number for step in steps if not step.offers]
    assert len({team.companies for team in found.teams}) == len(found.teams)
    for team in found.teams:
        chosen = {task.step: task.company for task in team.tasks}
        assert {s.number for s in steps if s.is_hard and s.offers} <= set(chosen)
        for task in team.tasks:
            assert task.company in {o.company for o in by_number[task.step].offers}
        work = [step for step in steps if step.offers]
        assignment = [chosen.get(step.number, -1) for step in work]
        assert team.value == pytest.approx(worth(work, assignment, points, place))
        assert team.lead in team.companies
        if 1 in chosen:
            assert team.lead == chosen[1]


@given(chains(), st.integers(1, 5))
def test_a_further_offer_never_makes_the_teams_larger_or_the_best_one_worse(chain, number):
    steps, points, place = chain
    target = steps[(number - 1) % len(steps)]
    if not target.offers:
        return
    more = [
        StepOffers(s.number, (*s.offers, Offer(99, 0.9)) if s is target else s.offers, s.is_hard, s.is_lead)
        for s in steps
    ]
    before = find_teams(steps, points, place).teams
    after = find_teams(more, points, place).teams
    if not before:
        return
    rank = [(len(team.companies), -round(team.value, 9)) for team in (before[0], after[0])]
    assert rank[1] <= rank[0]


def test_a_whole_region_is_weighed_exactly():
    chance = np.random.default_rng(3)
    steps = [
        StepOffers(n, tuple(Offer(int(c), 0.5 + chance.random() / 2) for c in chance.permutation(115)[:60]))
        for n in range(1, 8)
    ]
    points = {c: (49.2 + chance.random() / 2, 7.3 + chance.random() / 2) for c in range(115)}
    assert find_teams(steps, points, PLACE).is_exact


def test_least_number_of_firms():
    assert smallest_cover([0b011, 0b110], 0b111)[0b111] == 2
    assert smallest_cover([0b011, 0b110, 0b111], 0b111)[0b111] == 1
    assert smallest_cover([0b001], 0b011)[0b011] == 0b100


def test_nobody_offers_anything():
    found = find_teams([StepOffers(1, ()), StepOffers(2, ())], {})
    assert found.teams == ()
    assert [step.step for step in found.open] == [1, 2]
