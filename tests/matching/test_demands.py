"""Entering, changing and ending a demand."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from companies.search.requirement import Option
from competences.domain.vocabulary import current_vocabulary
from matching.domain.demands import (
    OPEN_DAYS,
    DemandData,
    change_demand,
    change_state,
    create_demand,
    expire_demands,
)
from matching.domain.hints import wanted_for_matching
from matching.domain.wanted import Criterion, Wanted, WantedStep
from matching.enums import DEMAND_TRANSITIONS, Attribute, DemandState, Importance, Visibility
from matching.models import Demand, StoredMatch
from tests.factories import ClusterFactory, DemandFactory
from tests.factories.matching import MOMENT

DAY = datetime.date(2026, 9, 1)
LASER = Wanted(steps=(WantedStep(1, (Option("laserschneiden", 1.0),)),))
DATA = DemandData(title="200 Gehäuse", text="Wir suchen jemanden, der lasert")


def enter(world, wanted=LASER, **values):
    data = DemandData(**{"title": DATA.title, "text": DATA.text, **values})
    return create_demand(
        company=world.seeker, cluster=world.cluster, data=data, wanted=wanted, actor=world.owner
    )


def test_a_demand_starts_as_a_draft_with_its_history(world):
    demand = enter(world)
    assert (demand.state, demand.created_by, demand.title) == (DemandState.DRAFT, world.owner, "200 Gehäuse")
    assert [(s.number, s.process.key, s.importance) for s in demand.steps.all()] == [
        (1, "laserschneiden", Importance.HARD)
    ]
    entry = demand.history.get()
    assert (entry.history_user, entry.history_change_reason) == (world.owner, "Bedarf angelegt")
    assert demand.steps.get().history.get().history_user == world.owner
    assert StoredMatch.objects.count() == 0


def test_opening_stores_the_matches_at_once(world):
    demand = change_state(demand=enter(world), to=DemandState.OPEN, actor=world.owner, now=MOMENT)
    assert (demand.opened_at, demand.expires_on) == (MOMENT, DAY + datetime.timedelta(days=OPEN_DAYS))
    assert [(m.company, m.found_at) for m in demand.stored_matches.all()] == [(world.laser, MOMENT)]
    assert {part["status"] for part in demand.stored_matches.get().parts} == {"MET"}


def test_changing_an_open_demand_matches_it_again(world):
    demand = change_state(demand=enter(world), to=DemandState.OPEN, actor=world.owner, now=MOMENT)
    weld = Wanted(
        steps=(WantedStep(1, (Option("wig-schweissen", 1.0),)),),
        criteria=(Criterion(Attribute.CERTIFICATE, Importance.WISH, key="en-1090", level="EXC2"),),
    )
    changed = change_demand(demand=demand, data=DATA, wanted=weld, actor=world.staff)
    found = {match.company for match in changed.stored_matches.filter(score__gte=0.5)}
    assert found == {world.welder}
    assert changed.steps.get().history.first().history_user == world.staff


def test_only_a_cluster_of_the_firm_can_be_asked(world):
    with pytest.raises(ValidationError) as refused:
        create_demand(
            company=world.seeker,
            cluster=ClusterFactory(name="Fremdes Cluster"),
            data=DATA,
            wanted=LASER,
            actor=world.owner,
        )
    assert refused.value.messages == ["„Einkauf Beispiel AG“ gehört nicht zu „Fremdes Cluster“."]


@pytest.mark.parametrize("state", DemandState)
@pytest.mark.parametrize("to", DemandState)
def test_states_change_only_as_the_table_says(db, state, to):
    demand = DemandFactory(state=state, opened_at=None if state == DemandState.DRAFT else MOMENT)
    if to == state or to in DEMAND_TRANSITIONS[state]:
        changed = change_state(demand=demand, to=to, actor=None, now=MOMENT)
        assert changed.state == to
        assert (changed.closed_at is not None) == (
            to in (DemandState.AWARDED, DemandState.CLOSED) and to != state
        )
        assert demand.history.count() == (1 if to == state else 2)
    else:
        with pytest.raises(ValidationError, match="von dort geht es nicht zu"):
            change_state(demand=demand, to=to, actor=None, now=MOMENT)


def test_awarded_and_closed_demands_stay_as_they_were(world):
    demand = DemandFactory(company=world.seeker, state=DemandState.AWARDED, opened_at=MOMENT)
    with pytest.raises(ValidationError) as refused:
        change_demand(demand=demand, data=DATA, wanted=LASER, actor=world.owner)
    assert refused.value.messages == ["Dieser Bedarf ist vergeben und lässt sich nicht mehr ändern."]


def test_demands_expire_after_their_last_day_and_can_be_opened_again(db):
    yesterday, today = DAY - datetime.timedelta(days=1), DAY
    over = DemandFactory(is_open=True, expires_on=yesterday)
    paused = DemandFactory(state=DemandState.PAUSED, opened_at=MOMENT, expires_on=yesterday)
    DemandFactory(is_open=True, expires_on=today)
    DemandFactory(is_open=True)
    DemandFactory(expires_on=yesterday)
    assert expire_demands(now=MOMENT) == 2
    expired = Demand.objects.filter(state=DemandState.EXPIRED)
    assert set(expired) == {over, paused}
    assert expire_demands(now=MOMENT) == 0
    again = change_state(demand=over, to=DemandState.OPEN, actor=None, now=MOMENT)
    assert again.expires_on == DAY + datetime.timedelta(days=OPEN_DAYS)


@pytest.mark.parametrize(
    "text",
    [
        "Einkauf Beispiel AG sucht Laserteile",
        "Laserteile, Ihre EINKAUF BEISPIEL",
        "Grüße, Einkauf-Beispiel AG, Landstuhl",
    ],
)
def test_an_anonymous_demand_does_not_name_its_firm(world, text):
    with pytest.raises(ValidationError) as refused:
        enter(world, text=text, visibility=Visibility.ANONYMOUS)
    assert refused.value.messages[0].startswith("Im Text steht „Einkauf Beispiel AG“.")
    assert Demand.objects.count() == 0
    assert enter(world, text="Unser Einkauf sucht Beispiele", visibility=Visibility.ANONYMOUS).pk
    assert enter(world, text=text).pk


def test_the_words_of_the_text_refine_the_order_without_becoming_a_condition(world):
    demand = Demand.objects.for_matching().get(pk=enter(world, text="Laserschneiden für den Maschinenbau").pk)
    wanted = wanted_for_matching(demand, current_vocabulary())
    assert [step.key for step in wanted.steps] == ["laserschneiden"]
    assert [part.options[0].key for part in wanted.words if part.kind == "industry"] == ["maschinenbau"]
