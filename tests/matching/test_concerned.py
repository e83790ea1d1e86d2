"""Which open demands a changed firm concerns."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.search.keeper import KEEPER
from companies.search.reading import read_rows
from companies.search.requirement import Option
from competences.domain.vocabulary import current_vocabulary
from competences.models import Process
from matching.domain.concerned import concerned_demands
from matching.domain.engine import match
from matching.domain.wanted import Wanted, WantedStep
from matching.enums import DemandState
from tests.factories import ClusterFactory
from tests.factories.matching import DemandFactory, DemandStepFactory, StoredMatchFactory
from tests.matching.directory import make_fields, make_firm

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory()


def ask_for(cluster, *keys, **more):
    demand = DemandFactory(cluster=cluster, is_open=True, **more)
    for number, key in enumerate(keys, start=1):
        DemandStepFactory(demand=demand, number=number, process=Process.objects.get(key=key))
    return demand


def wanted_by(demand):
    keys = demand.steps.values_list("number", "process__key", "is_lead")
    return Wanted(steps=tuple(WantedStep(n, (Option(key, 1.0),), is_lead=lead) for n, key, lead in keys))


def concerned(*companies):
    vocabulary = current_vocabulary()
    rows = read_rows(connection, [company.pk for company in companies])
    return concerned_demands(rows, KEEPER.current(vocabulary), vocabulary, today=TODAY)


def test_demands_with_a_step_that_the_firm_covers(cluster):
    turning = ask_for(cluster, "drehen")
    general = ask_for(cluster, "haerten", "zerspanen")
    ask_for(cluster, "laserschneiden")
    assert concerned(make_firm(cluster, "A", offers=["drehen"])) == {turning.pk, general.pk}


def test_demands_for_which_it_was_found_until_now(cluster):
    demand = ask_for(cluster, "haerten")
    company = make_firm(cluster, "A", offers=["drehen"])
    StoredMatchFactory(demand=demand, company=company)
    assert concerned(company) == {demand.pk}


def test_only_open_demands(cluster):
    ask_for(cluster, "drehen", state=DemandState.PAUSED)
    assert concerned(make_firm(cluster, "A", offers=["drehen"])) == set()


def test_whatever_is_a_match_is_concerned(cluster):
    firms = [
        make_firm(cluster, "A", offers=["wig-schweissen", "drehen"]),
        make_firm(cluster, "B", offers=["zerspanen"]),
        make_firm(cluster, "C", offers=["saegen", "laserschneiden"]),
    ]
    demands = [
        ask_for(cluster, *keys)
        for keys in (["schweissen"], ["drehen", "haerten"], ["fraesen"], ["saegen", "drehen"], ["haerten"])
    ]
    for company in firms:
        matched = {
            demand.pk
            for demand in demands
            for one in match(wanted_by(demand), clusters=None, today=TODAY).matches
            if one.company == company.pk and one.is_strong
        }
        assert matched <= concerned(company)


def test_more_demands_cost_no_more_queries(cluster):
    company = make_firm(cluster, "A", offers=["drehen"])
    vocabulary = current_vocabulary()
    model = KEEPER.current(vocabulary)
    rows = read_rows(connection, [company.pk])
    counts = []
    for _ in range(3):
        ask_for(cluster, "drehen")
        with CaptureQueriesContext(connection) as queries:
            concerned_demands(rows, model, vocabulary, today=TODAY)
        counts.append(len(queries))
    assert counts == [2, 2, 2]
