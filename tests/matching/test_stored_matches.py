"""What was found is kept, so that what is new is known."""

import datetime

import pytest

from companies.domain.publishing import archive
from companies.search.requirement import Option
from companies.search.results import MATCH_FROM
from matching.domain.demands import DemandData, change_state, create_demand
from matching.domain.jobs import expire, refresh
from matching.domain.results import Match, ScorePart
from matching.domain.stored_matches import (
    Refreshed,
    new_since,
    parts_from_json,
    parts_to_json,
    refresh_stored_matches,
    store_matches,
)
from matching.domain.wanted import Wanted, WantedStep
from matching.enums import Attribute, DemandState, Importance, Status
from matching.models import Demand, StoredMatch
from outbox.domain.schedule import jobs
from tests.factories import DemandFactory
from tests.factories.matching import MOMENT

LATER = MOMENT + datetime.timedelta(hours=3)
TOMORROW = MOMENT + datetime.timedelta(days=1)


@pytest.fixture
def demand(world):
    wanted = Wanted(steps=(WantedStep(1, (Option("laserschneiden", 1.0),)),))
    draft = create_demand(
        company=world.seeker, cluster=world.cluster, data=DemandData("Bleche"), wanted=wanted, actor=None
    )
    return change_state(demand=draft, to=DemandState.OPEN, actor=None, now=MOMENT)


def kept(demand):
    return {row.company: row.found_at for row in demand.stored_matches.all()}


def test_a_new_firm_is_new_and_a_known_one_keeps_its_moment(world, demand):
    assert refresh_stored_matches(now=MOMENT) == Refreshed(1, 0, 0)
    assert refresh_stored_matches(now=LATER) == Refreshed(0, 0, 0)
    other = world.save("Zweite Lasertechnik GmbH", core_competences="Laserschneiden")
    assert refresh_stored_matches(now=LATER) == Refreshed(1, 1, 0)
    assert kept(demand) == {world.laser: MOMENT, other: LATER}
    assert new_since(demand, MOMENT - datetime.timedelta(days=1)) == {other.pk}
    assert new_since(demand, LATER) == frozenset()


def test_a_firm_that_does_other_work_concerns_no_demand(world, demand):
    refresh_stored_matches(now=LATER)
    world.save("Härterei Ost GmbH", core_competences="Härten")
    assert refresh_stored_matches(now=LATER) == Refreshed(0, 0, 0)


def test_a_firm_that_no_longer_fits_goes(world, demand):
    archive(company=world.laser, actor=None)
    assert refresh_stored_matches(now=LATER) == Refreshed(1, 0, 1)
    assert kept(demand) == {}


def test_everything_is_looked_at_once_a_day_because_dates_pass(world, demand):
    refresh_stored_matches(now=LATER)
    assert refresh_stored_matches(now=TOMORROW) == Refreshed(1, 0, 0)


def test_a_demand_touched_by_the_vocabulary_is_looked_at_again(world, demand):
    refresh_stored_matches(now=LATER)
    Demand.objects.update(matched_at=None)
    assert refresh_stored_matches(now=LATER) == Refreshed(1, 0, 0)


def test_a_changed_explanation_is_kept(world, demand):
    row = demand.stored_matches.get()
    StoredMatch.objects.update(score=0.1, parts=[])
    store_matches(demand, now=LATER)
    again = demand.stored_matches.get()
    assert (again.score, again.parts, again.found_at, again.changed_at) == (
        row.score,
        row.parts,
        MOMENT,
        LATER,
    )


def test_only_open_demands_are_matched(db):
    assert store_matches(DemandFactory(), now=MOMENT) == Refreshed()


def test_an_explanation_survives_its_storing():
    part = ScorePart(
        Attribute.WEIGHT, "Gewicht", Importance.HARD, Status.PARTLY, "5 kg", "4 kg", "Satz.", 0.5, step=2
    )
    assert parts_from_json(parts_to_json(Match(1, 0.7, explain=lambda: (part,)))) == (part,)


def test_the_jobs_say_what_they_did(world, demand):
    assert refresh(LATER) == "1 Bedarfe abgeglichen, 0 neue Treffer, 0 entfallen"
    assert expire(MOMENT + datetime.timedelta(days=400)) == "1 Bedarf abgelaufen"
    assert {job.key for job in jobs()} >= {"matching.matches", "matching.expiry"}


def test_what_is_shown_as_a_match_is_said_in_one_way():
    assert StoredMatch.SHOWN_FROM == MATCH_FROM
