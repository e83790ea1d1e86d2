"""A count never promises what the click does not show."""

from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from companies.search import engine
from companies.search.facets import Selection, count_bits, facets_of, hits_of
from companies.search.filters import Filters
from companies.search.plan import Circle
from companies.search.planning import make_plan
from companies.search.requirement import understand
from tests.companies.search.builders import DAY, LANDSTUHL, VOCABULARY, Firm, core, make_model
from tests.companies.search.test_engine import TEXTS, some_firms

DISTRICTS = {"landkreis-kaiserslautern": "Landkreis", "stadt-kaiserslautern": "Stadt"}


def query(params):
    found = QueryDict(mutable=True)
    for name, values in params.items():
        found.setlist(name, list(values))
    return found


def search(model, text, filters, circle=None):
    """Facets and number of hits."""
    requirement = understand(text, VOCABULARY)
    plan = make_plan(
        requirement, model, VOCABULARY, today=DAY, circle=circle, require_all=filters.require_all,
        also=filters.processes,
    )  # fmt: skip
    answers = engine.answer(model, plan)
    selection = Selection(model, filters, DAY, circle.radius_km if circle else None)
    total = sum(count_bits(bits) for bits in hits_of(answers, selection))
    return facets_of(answers, selection, requirement, VOCABULARY, DISTRICTS), total


some_filters = st.builds(
    Filters,
    processes=st.lists(st.sampled_from(("zerspanen", "drehen", "schweissen")), max_size=2, unique=True).map(
        tuple
    ),
    require_all=st.booleans(),
    materials=st.lists(st.sampled_from(("edelstahl", "1-4301")), max_size=1).map(tuple),
    certificates=st.lists(st.sampled_from(("iso-9001", "en-1090")), max_size=2, unique=True).map(tuple),
    districts=st.lists(st.sampled_from(tuple(DISTRICTS)), max_size=1).map(tuple),
    sizes=st.lists(st.sampled_from(("SMALL", "LARGE")), max_size=2, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(("SUPPLIER", "MANUFACTURER")), max_size=1).map(tuple),
    fresh_only=st.booleans(),
    radius_km=st.sampled_from((5, 25)),
)


@settings(max_examples=80, deadline=None)
@given(firms=some_firms(), text=st.sampled_from(TEXTS), filters=some_filters, around=st.booleans())
def test_every_count_is_what_the_click_shows(firms, text, filters, around):
    model = make_model(firms[: len(firms) // 2], firms[len(firms) // 2 :])

    def circle(chosen):
        return Circle(*LANDSTUHL[:2], chosen.radius_km or 25) if around else None

    facets, _ = search(model, text, filters, circle(filters))
    for facet in facets:
        for value in facet.values:
            clicked = Filters.from_params(query(value.params))
            assert value.count == search(model, text, clicked, circle(clicked))[1], (facet.name, value)


def test_a_filter_finds_exactly_the_firms_that_state_the_value():
    firms = [Firm(1, processes=core("drehen")), Firm(2, processes=core("zerspanen")), Firm(3)]
    model = make_model(firms)
    assert search(model, "", Filters(processes=("drehen",)))[1] == 1
    assert search(model, "", Filters(processes=("zerspanen",)))[1] == 2


def test_all_of_several_processes_or_any():
    firms = [Firm(1, processes=core("drehen")), Firm(2, processes=core("drehen", "schweissen"))]
    model = make_model(firms)
    both = ("drehen", "schweissen")
    assert search(model, "", Filters(processes=both))[1] == 2
    assert search(model, "", Filters(processes=both, require_all=True))[1] == 1


def test_a_value_that_does_not_exist_finds_nothing():
    model = make_model([Firm(1, processes=core("drehen"))])
    for filters in (Filters(processes=("x",)), Filters(materials=("x",)), Filters(certificates=("x",))):
        assert search(model, "", filters)[1] == 0


@example({"verfahren": ["0 \x00"]})
@example({"verfahren": ["x" * 99 + " y"]})
@given(
    st.dictionaries(
        st.sampled_from(("verfahren", "modus", "groesse", "art", "umkreis", "um", "frisch", "ohne", "kreis")),
        st.lists(st.text(max_size=12), max_size=3),
    )
)
def test_any_address_is_read_and_written_back_the_same(params):
    filters = Filters.from_params(query(params))
    assert Filters.from_params(query(filters.to_params("x"))) == filters
