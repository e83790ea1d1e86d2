"""Standing requirements against all offers: the same answer as one search for each, for everybody at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.geo import distance_km
from companies.search import engine
from companies.search.packing import ALL_SITES, Standing
from companies.search.plan import Circle
from companies.search.planning import make_plan
from companies.search.results import MATCH_FROM
from matching.domain.pairs import Offers, best_pairs, distances, done_by, offers_of, process_requirement
from tests.companies.search.builders import DAY, KAISERSLAUTERN, LANDSTUHL, VOCABULARY, Firm, core, make_model

PROCESSES = ("zerspanen", "drehen", "fraesen", "erodieren", "schweissen")
STANDINGS = st.sampled_from(list(Standing))
DIRECTORIES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(PROCESSES), STANDINGS, max_size=3),
        st.sampled_from([(KAISERSLAUTERN,), (LANDSTUHL,), ()]),
        st.sampled_from([(1,), (2,), (1, 2)]),
    ),
    max_size=8,
).map(
    lambda rows: [
        Firm(
            number,
            processes={key: (standing, ALL_SITES) for key, standing in processes.items()},
            sites=sites,
            clusters=clusters,
        )
        for number, (processes, sites, clusters) in enumerate(rows, start=1)
    ]
)


@given(DIRECTORIES, st.sampled_from(PROCESSES), st.integers(1, 8))
def test_all_at_once_is_one_search_for_each(firms, process, seeker):
    model = make_model(firms)
    offers = offers_of(process, model, VOCABULARY, clusters=frozenset({1}), today=DAY)
    place = LANDSTUHL[:2]
    found = best_pairs([seeker], {seeker: place}, offers, count=3)[seeker]
    # the engine asked for this one requirement, ordered by its own score, then by the way
    plan = make_plan(
        process_requirement(process),
        model,
        VOCABULARY,
        circle=Circle(*place, 10_000),
        clusters=frozenset({1}),
        today=DAY,
    )
    by_way = {}
    for answer in engine.answer(model, plan):
        by_way |= dict(zip(answer.segment.company.tolist(), answer.distance.tolist(), strict=True))
    plain = engine.answer(model, replace(plan, circle=None))
    ranked = [r for r in engine.rank(plain, [a.mask for a in plain], 0, 50) if r.company != seeker]
    strong = [r for r in ranked if r.score >= MATCH_FROM]
    strong.sort(key=lambda r: (-r.score, by_way[r.company], r.company))
    assert [(fit.company, fit.score) for fit in found] == [(r.company, r.score) for r in strong[:3]]


@given(DIRECTORIES, st.sampled_from(PROCESSES))
def test_offers_lie_in_the_cluster_and_nobody_is_paired_with_itself(firms, process):
    offers = offers_of(process, make_model(firms), VOCABULARY, clusters=frozenset({1}), today=DAY)
    members = {firm.number for firm in firms if 1 in firm.clusters}
    assert set(offers.company.tolist()) <= members
    for seeker, fits in best_pairs(sorted(members), {}, offers).items():
        assert seeker not in {fit.company for fit in fits}
        assert all(fit.score >= MATCH_FROM for fit in fits)


@given(DIRECTORIES)
def test_both_directions_agree(firms):
    whole = make_model(firms)
    for firm in firms:
        alone = done_by(make_model([firm]), VOCABULARY, PROCESSES, today=DAY)
        for process in PROCESSES:
            offers = offers_of(process, whole, VOCABULARY, clusters=None, today=DAY)
            scores = dict(zip(offers.company.tolist(), offers.score.tolist(), strict=True))
            forward = [scores[firm.number]] if firm.number in scores else []
            backward = [fit.score for fit in alone.get(process, ())]
            assert backward == pytest.approx(forward)


def test_a_more_special_offer_pairs_and_a_related_one_does_not():
    firms = [Firm(1, processes=core("fraesen")), Firm(2, processes=core("erodieren"))]
    model = make_model(firms)
    assert offers_of("zerspanen", model, VOCABULARY, clusters=None, today=DAY).company.tolist() == [1]
    assert offers_of("fraesen", model, VOCABULARY, clusters=None, today=DAY).company.tolist() == [1]


def test_of_equal_offers_the_nearest_is_taken():
    offers = Offers(
        np.array([1, 2, 3, 4]),
        np.array([0.9, 0.9, 0.9, 0.6], np.float32),
        np.array([KAISERSLAUTERN[:2], LANDSTUHL[:2], (np.nan, np.nan), LANDSTUHL[:2]], np.float32),
    )
    found = best_pairs([9, 2], {9: LANDSTUHL[:2], 2: LANDSTUHL[:2]}, offers, count=2)
    assert [fit.company for fit in found[9]] == [2, 1]
    assert [fit.company for fit in found[2]] == [1, 3]


def test_distances_are_those_of_the_directory():
    found = distances(
        np.array([KAISERSLAUTERN[:2], (np.nan, np.nan)]), np.array([LANDSTUHL[:2], KAISERSLAUTERN[:2]])
    )
    assert found[0].tolist() == pytest.approx([distance_km(*KAISERSLAUTERN[:2], *LANDSTUHL[:2]), 0])
    assert np.isnan(found[1]).all()
