"""Teams with names, as page and text show them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.search.requirement import Option, WantedPlace
from matching.domain.team_page import team_lines, team_page
from matching.domain.wanted import Wanted, WantedStep
from tests.factories import ClusterFactory
from tests.matching.directory import make_fields, make_firm

TODAY = datetime.date(2026, 11, 24)
HERE = WantedPlace("66849-landstuhl", "Landstuhl", 49.413, 7.570)
CITY = "67655-kaiserslautern"


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory()


def wanted(*keys):
    steps = tuple(WantedStep(n, (Option(key, 1.0),), is_lead=n == 1) for n, key in enumerate(keys, start=1))
    return Wanted(steps=steps, place=HERE)


def page(*keys):
    return team_page(wanted(*keys), clusters=None, today=TODAY)


def test_who_does_what_where_and_what_stays_open(cluster):
    make_firm(cluster, "Dreher GmbH", offers=["drehen"])
    make_firm(cluster, "Härter KG", offers=["haerten"], town=CITY)
    found = page("drehen", "haerten", "saegen")
    team = found.teams[0]
    first, second = team.members
    assert (first.company.name, first.is_lead, first.leg_km) == ("Dreher GmbH", True, None)
    assert (second.company.name, second.is_lead, round(second.leg_km)) == ("Härter KG", False, 15)
    assert [(task.number, task.name, task.sentence) for task in second.tasks] == [
        (2, "Härten", "Härten als Kernleistung.")
    ]
    assert (round(team.way_km), round(team.last_leg_km), found.place) == (29, 15, "Landstuhl")
    assert [(step.number, step.name) for step in found.open] == [(3, "Sägen")]


def test_one_firm_for_everything_stands_apart(cluster):
    make_firm(cluster, "Alles GmbH", offers=["drehen", "haerten"])
    make_firm(cluster, "Dreher GmbH", offers=["drehen"])
    make_firm(cluster, "Härter KG", offers=["haerten"])
    found = page("drehen", "haerten")
    assert [team.members[0].company.name for team in found.singles] == ["Alles GmbH"]
    assert [[m.company.name for m in team.members] for team in found.teams] == [["Dreher GmbH", "Härter KG"]]


def test_the_same_as_text(cluster):
    make_firm(cluster, "Dreher GmbH", offers=["drehen", "fraesen"])
    make_firm(cluster, "Härter KG", offers=["haerten"])
    assert team_lines(page("drehen", "fraesen", "haerten", "saegen")) == [
        "Gespann 1:",
        "  Dreher GmbH (federführend): 1. Drehen, 2. Fräsen",
        "  Härter KG: 3. Härten",
        "Offen: 4. Sägen.",
    ]


def test_one_step_needs_no_team(cluster):
    assert page("drehen") is None


def test_more_firms_cost_no_more_queries(cluster):
    counts = []
    for number in range(3):
        make_firm(cluster, f"Dreher {number}", offers=["drehen"])
        make_firm(cluster, f"Härter {number}", offers=["haerten"])
        page("drehen", "haerten")
        with CaptureQueriesContext(connection) as queries:
            page("drehen", "haerten")
        counts.append(len(queries))
    assert counts == [6, 6, 6]  # four of them read the model, which only happens inside a transaction
