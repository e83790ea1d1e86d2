"""What a demand asks for survives its rows: reading is the exact inverse of writing."""

import datetime
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from companies.search.requirement import Option, WantedPlace
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from matching.domain.storing import demand_columns, settled, store_proposal, wanted_of
from matching.domain.wanted import Criterion, Values, Wanted, WantedStep
from matching.enums import Attribute, Importance
from matching.models import Demand, DemandCriterion, DemandStep
from tests.factories import DemandFactory
from tests.factories.vocabulary import CERTIFICATES, MATERIALS, PROCESSES, make_vocabulary

IMPORTANCES = st.sampled_from(Importance)
NUMBERS = st.none() | st.floats(0.1, 5000).map(lambda number: round(number, 2))
GRADES = st.none() | st.integers(1, 18)
COUNTS = st.none() | st.integers(1, 100_000)


@st.composite
def criteria(draw: st.DrawFn, steps: int) -> Criterion:
    attribute = draw(
        st.sampled_from([a for a in Attribute if a not in (Attribute.PROCESS, Attribute.DISTANCE)])
    )
    key = level = ""
    values = Values()
    if attribute is Attribute.MATERIAL:
        key = draw(st.sampled_from(sorted(MATERIALS)))
    elif attribute is Attribute.CERTIFICATE:
        key, level = draw(
            st.sampled_from([(k, lv) for k, (ls, _) in CERTIFICATES.items() for lv in ["", *ls]])
        )
    elif attribute is Attribute.DOCUMENT:
        level = draw(st.sampled_from(["2.2", "3.1"]))
    elif attribute is Attribute.GENERAL_TOLERANCE:
        level = draw(st.sampled_from(["f", "m"]))
    else:
        names = ("length_mm", "diameter_mm", "thickness_max_mm", "weight_kg", "roughness_ra_um")
        values = Values(
            **{name: draw(NUMBERS) for name in names}, batch_min=draw(COUNTS), it_grade=draw(GRADES)
        )
    return Criterion(
        attribute=attribute,
        importance=draw(IMPORTANCES),
        step=draw(st.none() | st.integers(1, steps)) if steps else None,
        key=key,
        level=level,
        values=values,
        passage=draw(st.text("abc ", max_size=5)),
    )


@st.composite
def wanteds(draw: st.DrawFn) -> Wanted:
    keys = draw(st.lists(st.sampled_from(sorted(PROCESSES)), max_size=4))
    steps = tuple(
        WantedStep(
            number,
            (
                Option(key, draw(st.floats(0.3, 1))),
                *(
                    Option(other, draw(st.floats(0.3, 1)))
                    for other in draw(st.lists(st.sampled_from(sorted(PROCESSES)), unique=True, max_size=6))
                    if other != key
                ),
            ),
            draw(IMPORTANCES),
            draw(st.booleans()),
            passage=draw(st.text("xyz ", max_size=5)),
            start=3,
            end=8,
        )
        for number, key in enumerate(keys, 1)
    )
    place = draw(st.booleans())
    radius = draw(st.none() | st.integers(1, 500).map(float))
    return Wanted(
        steps=steps,
        criteria=tuple(draw(st.lists(criteria(len(steps)), max_size=5))),
        place=None,
        radius_km=radius,
        radius_is_hard=place,
        needed_by=draw(st.none() | st.dates(datetime.date(2026, 1, 1), datetime.date(2030, 1, 1))),
        seekers=frozenset({7}),
    )


@given(wanteds())
def test_what_is_confirmed_is_confirmed(wanted: Wanted) -> None:
    once = settled(wanted)
    assert settled(once) == once
    assert [step.number for step in once.steps] == list(range(1, len(once.steps) + 1))
    keys = [option.key for step in once.steps for option in step.options[:1]]
    assert len(set(keys)) == len(once.steps)
    assert not {key for step in once.steps for key in step.also}.intersection(keys)
    assert sum(step.is_lead for step in once.steps) <= 1
    assert {c.step for c in once.criteria} <= {None, *range(1, len(once.steps) + 1)}


class RoundTrip(TestCase):
    """Hypothesis needs a transaction per example."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_vocabulary()

    @settings(max_examples=20, deadline=None)
    @given(wanteds(), wanteds())
    def test_reading_is_the_inverse_of_writing(self, first: Wanted, second: Wanted) -> None:
        demand = DemandFactory()
        for wanted in (first, second, second):
            with transaction.atomic():
                Demand.objects.filter(pk=demand.pk).update(**demand_columns(wanted))
                store_proposal(demand, wanted, actor=None, reason="Test")
            stored = Demand.objects.for_matching().get(pk=demand.pk)
            expected = settled(wanted)
            assert wanted_of(stored, current_vocabulary()) == _seen_by(expected, demand)


def _seen_by(wanted: Wanted, demand: Demand) -> Wanted:
    return replace(wanted, seekers=frozenset({demand.company_id}))


def test_a_place_and_a_radius_come_back(db: None) -> None:
    make_vocabulary()
    place = current_vocabulary().place("66849-landstuhl")
    around = WantedPlace(place.key, place.name, place.latitude, place.longitude)
    demand = DemandFactory()
    wanted = Wanted(place=around, radius_km=30.0, radius_is_hard=True, seekers=frozenset({demand.company_id}))
    Demand.objects.filter(pk=demand.pk).update(**demand_columns(wanted))
    assert wanted_of(Demand.objects.get(pk=demand.pk), current_vocabulary()) == wanted


def test_rows_that_say_it_already_stay(db: None) -> None:
    make_vocabulary()
    demand = DemandFactory()
    wanted = Wanted(
        steps=(WantedStep(1, (Option("drehen", 1.0),)), WantedStep(2, (Option("haerten", 1.0),))),
        criteria=(Criterion(Attribute.MATERIAL, step=2, key="stahl"),),
    )
    store_proposal(demand, wanted, actor=None, reason="Test")
    rows = (
        set(DemandStep.objects.values_list("pk", flat=True)),
        set(DemandCriterion.objects.values_list("pk")),
    )
    store_proposal(demand, wanted, actor=None, reason="Test")
    assert rows == (
        set(DemandStep.objects.values_list("pk", flat=True)),
        set(DemandCriterion.objects.values_list("pk")),
    )
    assert DemandStep.history.count() == 2


@pytest.mark.django_db
def test_what_the_vocabulary_no_longer_holds_is_left_out() -> None:
    make_vocabulary()
    demand = DemandFactory()
    wanted = Wanted(
        steps=(WantedStep(1, (Option("gibt-es-nicht", 1.0),)),),
        criteria=(Criterion(Attribute.MATERIAL, key="gibt-es-nicht"),),
    )
    assert not current_vocabulary().has(Kind.PROCESS, "gibt-es-nicht")
    store_proposal(demand, wanted, actor=None, reason="Test")
    assert (demand.steps.count(), demand.criteria.count()) == (0, 0)
