"""The comparison rules: directions, the third state, and what may never change a result."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import comparison
from matching.domain.comparison import MET, NOT_MET, PARTLY, UNKNOWN
from matching.domain.weights import factors
from matching.enums import Attribute

SIZES = st.floats(0.5, 20_000, allow_nan=False)
STATED = st.one_of(st.just(math.nan), SIZES)
EDGES = st.lists(SIZES, min_size=1, max_size=3)


def box(asked, *stated):
    return int(comparison.box(asked, np.array([stated]))[0])


def one(code):
    return int(np.asarray(code).reshape(-1)[0])


@pytest.mark.parametrize(
    ("asked", "stated", "expected"),
    [
        ((1200, 800, 300), (1000, 1000, 500), NOT_MET),  # the longest edge is too long
        ((300, 800, 1200), (1250, 500, 900), MET),  # turned it fits
        ((600, 400, 20), (1000, 700, math.nan), PARTLY),  # a sheet format says nothing of the third edge
        ((1800,), (2000, math.nan, math.nan), MET),
        ((1800, 900), (2000, math.nan, math.nan), PARTLY),
        ((1800,), (math.nan,) * 3, UNKNOWN),
    ],
)
def test_a_box_is_compared_in_any_rotation(asked, stated, expected):
    assert box(asked, *stated) == expected


@pytest.mark.parametrize(
    ("diameter", "length", "stated", "expected"),
    [
        (400, 1200, (400, 1200), MET),
        (1200, 400, (400, 1200), NOT_MET),  # never swapped
        (300, 1200, (400, math.nan), PARTLY),
        (500, 100, (400, math.nan), NOT_MET),
        (None, 900, (400, 1000), MET),
        (300, None, (math.nan, math.nan), UNKNOWN),
    ],
)
def test_a_cylinder_is_never_turned(diameter, length, stated, expected):
    assert one(comparison.cylinder(diameter, length, *map(np.array, stated))) == expected


@pytest.mark.parametrize(
    ("low", "high", "stated", "expected"),
    [
        (3, 3, (0.5, 20), MET),
        (25, 25, (0.5, 20), NOT_MET),
        (0.3, 3, (0.5, 20), NOT_MET),
        (3, 3, (math.nan, 20), MET),
        (3, 3, (1, math.nan), PARTLY),
        (3, 3, (math.nan, math.nan), UNKNOWN),
    ],
)
def test_a_thickness_lies_inside_a_range(low, high, stated, expected):
    assert one(comparison.inside(low, high, *map(np.array, stated))) == expected


@pytest.mark.parametrize(
    ("low", "high", "stated", "expected"),
    [
        (20, 100, (1, 500), MET),
        (20, 100, (50, 500), PARTLY),
        (400_000, 400_000, (1, 500), NOT_MET),
        (5_000, 5_000, (500, math.nan), MET),
        (5, 5, (math.nan, math.nan), UNKNOWN),
    ],
)
def test_batches_overlap(low, high, stated, expected):
    assert one(comparison.overlapping(low, high, *map(np.array, stated))) == expected


def test_finer_is_smaller_for_grades_and_larger_for_documents():
    stated = np.array([6.0, 7.0, 8.0, math.nan])
    assert comparison.at_least_as_fine(7, stated).tolist() == [MET, MET, NOT_MET, UNKNOWN]
    assert comparison.at_least(2, np.array([3.0, 2.0, 1.0, math.nan])).tolist() == [
        MET,
        MET,
        NOT_MET,
        UNKNOWN,
    ]


@given(EDGES, STATED, STATED, STATED)
def test_rotating_the_part_or_the_envelope_changes_nothing(asked, a, b, c):
    expected = box(asked, a, b, c)
    assert {box(turned, a, b, c) for turned in permutations(asked)} == {expected}
    assert {box(asked, *turned) for turned in permutations((a, b, c))} == {expected}


@given(EDGES, SIZES, SIZES, SIZES, st.floats(1, 5))
def test_a_larger_envelope_never_lowers_the_result(asked, a, b, c, factor):
    assert box(asked, a * factor, b, c) >= box(asked, a, b, c)


@given(SIZES, SIZES, SIZES, SIZES, st.floats(1, 5), st.floats(1, 5))
def test_a_better_machine_never_lowers_the_result(asked_d, asked_l, d, length, more_d, more_l):
    weaker = one(comparison.cylinder(asked_d, asked_l, np.array(d), np.array(length)))
    better = one(comparison.cylinder(asked_d, asked_l, np.array(d * more_d), np.array(length * more_l)))
    assert better >= weaker
    assert one(comparison.at_least_as_fine(asked_d, np.array(d / more_d))) >= one(
        comparison.at_least_as_fine(asked_d, np.array(d))
    )


@given(SIZES, SIZES, SIZES, SIZES, st.floats(1, 5))
def test_a_wider_range_never_lowers_the_result(asked, other, low, high, factor):
    bottom, top = sorted((asked, other))
    below, above = sorted((low, high))
    for rule in (comparison.inside, comparison.overlapping):
        narrow = one(rule(bottom, top, np.array(below), np.array(above)))
        assert one(rule(bottom, top, np.array(below / factor), np.array(above * factor))) >= narrow


@pytest.mark.parametrize("shaping", [False, True])
@pytest.mark.parametrize(
    "attribute", [a for a in Attribute if a not in (Attribute.PROCESS, Attribute.DISTANCE)]
)
def test_not_stated_lies_strictly_between_no_and_yes(attribute, shaping):
    not_met, unknown, partly, met = factors(attribute, shaping=shaping)
    assert 0 < not_met < unknown < partly < met == 1
