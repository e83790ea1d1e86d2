"""Rings: each once, ranked by the weakest link, held against trying every order of every few firms."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.domain.rings import Link, best_links, find_rings

SCORES = st.sampled_from([0.5, 0.6, 0.75, 0.9, 1.0])
LINKS = st.lists(
    st.builds(Link, st.integers(1, 6), st.integers(1, 6), st.sampled_from(["a", "b"]), SCORES), max_size=25
)


def brute_force(links):
    best = best_links(links)
    firms = sorted({company for pair in best for company in pair})
    found = []
    for size in (2, 3, 4):
        for order in itertools.permutations(firms, size):
            pairs = list(zip(order, (*order[1:], order[0]), strict=True))
            if order[0] != min(order) or not all(pair in best for pair in pairs):
                continue
            if len({best[pair].process for pair in pairs}) > 1:
                found.append(tuple(best[pair] for pair in pairs))
    return found


@given(LINKS)
def test_every_ring_is_found_once(links):
    found = find_rings(links, limit=1000)
    assert sorted(ring.companies for ring in found.rings) == sorted(
        tuple(link.seeker for link in ring) for ring in brute_force(links)
    )
    assert found.is_exact


@given(LINKS, st.integers(1, 5))
def test_the_first_ones_are_the_best_of_all(links, limit):
    every = find_rings(links, limit=1000).rings
    assert [ring.rank for ring in every] == sorted(ring.rank for ring in every)
    assert find_rings(links, limit=limit).rings == every[:limit]


@given(LINKS, st.randoms())
def test_the_order_of_the_links_plays_no_role(links, chance):
    shuffled = list(links)
    chance.shuffle(shuffled)
    assert find_rings(shuffled) == find_rings(links)


@given(LINKS)
def test_a_ring_closes_and_starts_at_its_smallest_firm(links):
    for ring in find_rings(links).rings:
        assert 2 <= len(set(ring.companies)) == len(ring.links) <= 4
        assert ring.companies[0] == min(ring.companies)
        for one, following in itertools.pairwise((*ring.links, ring.links[0])):
            assert one.provider == following.seeker
        assert ring.weakest.score == min(link.score for link in ring.links)


def test_a_large_network_is_bounded_and_its_first_rings_are_right():
    chance = np.random.default_rng(5)
    firms = chance.integers(0, 2_000, (60_000, 2)).tolist()
    works = chance.choice(["a", "b"], 60_000).tolist()
    links = [
        Link(a, b, work, score)
        for (a, b), work, score in zip(firms, works, chance.random(60_000).tolist(), strict=True)
    ]
    few = find_rings(links, limit=20)
    assert few.is_exact
    assert few.rings == find_rings(links, limit=40).rings[:20]


def test_a_search_that_is_cut_off_says_so():
    links = [Link(a, b, "ab"[a % 2], 1.0) for a in range(30) for b in range(30)]
    found = find_rings(links, limit=10, most_tried=500)
    assert not found.is_exact
    assert len(found.rings) == 10
