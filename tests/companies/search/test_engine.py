"""What ranks before what, and that order and counts do not depend on how the rows are kept."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies.domain.geo import distance_km
from companies.search import engine, packing
from companies.search.facets import Selection, count_bits, hits_of
from companies.search.filters import Filters
from companies.search.packing import Standing
from companies.search.plan import Circle
from companies.search.planning import make_plan
from companies.search.requirement import understand
from companies.search.results import MATCH_FROM
from tests.companies.search.builders import (
    DAY,
    KAISERSLAUTERN,
    LANDSTUHL,
    VOCABULARY,
    Firm,
    core,
    make_model,
)


def ranked(model, text, filters=None, **wanted):
    """(company, score, distance) of all hits."""
    plan = make_plan(understand(text, VOCABULARY), model, VOCABULARY, today=DAY, **wanted)
    answers = engine.answer(model, plan)
    circle = wanted.get("circle")
    selection = Selection(model, filters or Filters(), DAY, circle.radius_km if circle else None)
    hits = hits_of(answers, selection)
    found = engine.rank(answers, hits, 0, 1000)
    assert len(found) == sum(map(count_bits, hits))
    return [(one.company, one.score, one.distance_km) for one in found]


def order(*args, **kwargs):
    return [company for company, _, _ in ranked(*args, **kwargs)]


def test_core_ranks_before_supplementary_before_via_partner():
    firms = [
        Firm(1, processes={"drehen": (Standing.VIA_PARTNER, packing.ALL_SITES)}),
        Firm(2, processes={"drehen": (Standing.SUPPLEMENTARY, packing.ALL_SITES)}),
        Firm(3, processes=core("drehen")),
    ]
    assert order(make_model(firms), "Drehen") == [3, 2, 1]


def test_a_more_special_process_fits_and_an_ancestor_or_a_substitute_is_no_match():
    firms = [
        Firm(1, processes=core("zerspanen")),
        Firm(2, processes=core("fraesen")),
        Firm(3, processes=core("erodieren")),
    ]
    model = make_model(firms)
    special = {c: s for c, s, _ in ranked(model, "Zerspanung")}
    assert special[2] == special[1] >= MATCH_FROM
    scores = {c: s for c, s, _ in ranked(model, "Fräsen")}
    assert scores[2] >= MATCH_FROM > scores[1] > 0
    assert 0 < scores[3] < MATCH_FROM


def test_a_firm_that_meets_all_parts_ranks_before_those_that_meet_one():
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("drehen", "schweissen"), materials=("edelstahl",)),
        Firm(3, processes=core("schweissen"), materials=("edelstahl",)),
    ]
    assert order(make_model(firms), "Drehen Schweißen Edelstahl")[0] == 2


def test_the_family_of_a_material_is_open_for_a_grade_and_a_grade_meets_its_family():
    firms = [Firm(1, materials=("edelstahl",)), Firm(2, materials=("1-4301",))]
    model = make_model(firms)
    scores = {c: s for c, s, _ in ranked(model, "1.4301")}
    assert scores[2] >= MATCH_FROM > scores[1]
    assert {c: s for c, s, _ in ranked(model, "Edelstahl")}[2] >= MATCH_FROM


@pytest.mark.parametrize(
    ("held", "is_match"),
    [
        (("en-1090", "EXC3", None), True),
        (("en-1090", "EXC4", DAY), True),
        (("en-1090", "EXC2", None), False),
        (("en-1090", "EXC3", DAY - datetime.timedelta(days=1)), False),
        (("iso-9001", "", None), False),
    ],
)
def test_a_certificate_counts_with_its_level_and_on_its_days(held, is_match):
    model = make_model([Firm(1, processes=core("schweissen"), certificates=(held,))])
    (_, score, _), *_ = ranked(model, "Schweißen EN 1090 EXC3")
    assert (score >= MATCH_FROM) is is_match


def test_a_certificate_that_implies_another_meets_it():
    firms = [
        Firm(1, certificates=(("iatf-16949", "", None),)),
        Firm(2, certificates=(("iso-9001", "", None),)),
    ]
    assert {c for c, s, _ in ranked(make_model(firms), "ISO 9001") if s >= MATCH_FROM} == {1, 2}
    assert {c for c, s, _ in ranked(make_model(firms), "IATF 16949") if s >= MATCH_FROM} == {1}


def test_of_several_sites_the_nearest_that_has_the_capability_counts():
    both = (KAISERSLAUTERN, LANDSTUHL)
    firms = [
        Firm(1, processes={"drehen": (Standing.CORE, 0b01)}, sites=both),
        Firm(2, processes={"drehen": (Standing.CORE, 0b10)}, sites=both),
        Firm(3, processes=core("drehen"), sites=both),
    ]
    circle = Circle(LANDSTUHL[0], LANDSTUHL[1], 25)
    distances = {c: d for c, _, d in ranked(make_model(firms), "Drehen", circle=circle)}
    away = distance_km(*LANDSTUHL[:2], *KAISERSLAUTERN[:2])
    assert distances[1] == pytest.approx(away, abs=0.01)
    assert distances[2] == distances[3] == pytest.approx(0, abs=0.01)


def test_the_circle_cuts_off_and_nearer_ranks_before_farther():
    firms = [Firm(1, processes=core("drehen")), Firm(2, processes=core("drehen"), sites=(LANDSTUHL,))]
    circle = Circle(LANDSTUHL[0], LANDSTUHL[1], 25)
    assert order(make_model(firms), "Drehen", circle=circle) == [2, 1]
    assert order(make_model(firms), "Drehen", circle=Circle(*LANDSTUHL[:2], 5)) == [2]


def test_what_fits_stays_a_match_at_the_edge_of_the_circle_and_before_what_fits_in_part():
    model = make_model(
        [Firm(1, processes=core("drehen")), Firm(2, processes=core("zerspanen"), sites=(LANDSTUHL,))]
    )
    circle = Circle(LANDSTUHL[0], LANDSTUHL[1], 25)
    (first, far, _), (second, near, _) = ranked(model, "Drehen", circle=circle)
    assert (first, second) == (1, 2)
    assert far >= MATCH_FROM > near


def test_only_firms_of_the_viewers_clusters_are_found():
    firms = [
        Firm(1, processes=core("drehen"), clusters=(1,)),
        Firm(2, processes=core("drehen"), clusters=(2, 3)),
    ]
    model = make_model(firms)
    assert order(model, "Drehen", clusters=frozenset({3})) == [2]
    assert order(model, "Drehen", clusters=frozenset()) == []
    assert sorted(order(model, "Drehen")) == [1, 2]


def test_size_and_kind_give_no_advantage():
    firms = [Firm(1, processes=core("drehen"), size="LARGE"), Firm(2, processes=core("drehen"), size="MICRO")]
    scores = [score for _, score, _ in ranked(make_model(firms), "Drehen")]
    assert scores[0] == scores[1]


KEYS = ("zerspanen", "drehen", "fraesen", "erodieren", "schweissen")
TEXTS = ("Drehen", "Zerspanung", "Fräsen Edelstahl", "Sonderwort", "Schweißen EN 1090 EXC3", "")


@st.composite
def some_firms(draw):
    """Up to twelve firms with a few of everything."""
    numbers = draw(st.lists(st.integers(1, 40), min_size=1, max_size=12, unique=True))
    return [
        Firm(
            number,
            name=f"firma {number % 5}",
            processes={
                key: (draw(st.sampled_from(list(Standing)[:3])), packing.ALL_SITES)
                for key in draw(st.sets(st.sampled_from(KEYS), max_size=3))
            },
            materials=tuple(draw(st.sets(st.sampled_from(("edelstahl", "1-4301")), max_size=1))),
            words=tuple(draw(st.sets(st.sampled_from(("sonderwort", "edelstahl")), max_size=2))),
            certificates=draw(st.sampled_from(((), (("en-1090", "EXC3", None),), (("iso-9001", "", DAY),)))),
            sites=draw(st.sampled_from(((KAISERSLAUTERN,), (LANDSTUHL,), (LANDSTUHL, KAISERSLAUTERN), ()))),
            kind=draw(st.sampled_from(("SUPPLIER", "MANUFACTURER", ""))),
            size=draw(st.sampled_from(("SMALL", "LARGE", ""))),
            confirmed=draw(st.sampled_from((DAY, DAY - datetime.timedelta(days=400), None))),
        )
        for number in numbers
    ]


@settings(max_examples=60, deadline=None)
@given(firms=some_firms(), cut=st.integers(0, 12), text=st.sampled_from(TEXTS))
def test_base_and_delta_answer_like_one_whole(firms, cut, text):
    whole = ranked(make_model(firms), text)
    parted = make_model(firms[:cut], firms[cut:])
    assert ranked(parted, text) == whole
    stale = [Firm(firm.number, processes=core("erodieren"), words=("sonderwort",)) for firm in firms]
    assert ranked(make_model(stale, firms), text) == whole


@settings(max_examples=40, deadline=None)
@given(firms=some_firms(), gone=st.integers(1, 40))
def test_a_removed_firm_is_gone(firms, gone):
    model = make_model(firms, [gone])
    assert sorted(order(model, "")) == sorted(firm.number for firm in firms if firm.number != gone)


@settings(max_examples=40, deadline=None)
@given(firms=some_firms(), text=st.sampled_from(TEXTS), size=st.integers(1, 5))
def test_pages_put_together_are_the_whole_order(firms, text, size):
    model = make_model(firms)
    plan = make_plan(understand(text, VOCABULARY), model, VOCABULARY, today=DAY)
    answers = engine.answer(model, plan)
    masks = [piece.mask for piece in answers]
    whole = [one.company for one in engine.rank(answers, masks, 0, 100)]
    pages = [one.company for start in range(0, 20, size) for one in engine.rank(answers, masks, start, size)]
    assert pages[: len(whole)] == whole


@settings(max_examples=40, deadline=None)
@given(firms=some_firms(), key=st.sampled_from(KEYS[1:]))
def test_stating_what_is_wanted_never_lowers_a_firm(firms, key):
    text = VOCABULARY.node("process", key).strong[0]
    changed = firms[0]
    before = {c: s for c, s, _ in ranked(make_model(firms), text)}.get(changed.number, 0)
    stated = Firm(**{**changed.__dict__, "processes": changed.processes | core(key)})
    after = {c: s for c, s, _ in ranked(make_model([stated, *firms[1:]]), text)}[changed.number]
    assert after >= before
