"""What staff make of a pair: allowed steps, reasons, days, and two people at once."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from matching.domain.pair_decisions import PairMovedError, decide_pair
from matching.enums import PAIR_TRANSITIONS, PairState
from matching.models import Pair
from tests.factories import StaffFactory
from tests.factories.matching import PairFactory

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.date(2027, 1, 15)


def stored(state):
    more = {
        PairState.DISMISSED: {"reason": "passt nicht"},
        PairState.POSTPONED: {"remind_on": DAY},
    }.get(state, {})
    return PairFactory(state=state, **more)


def decide(pair, to, **more):
    return decide_pair(
        pair=pair, seen=more.pop("seen", pair.state), to=to, actor=StaffFactory(), now=NOW, **more
    )


@pytest.mark.parametrize("to", PairState)
@pytest.mark.parametrize("state", PairState)
def test_only_the_allowed_steps(state, to, db):
    pair = stored(state)
    if to in PAIR_TRANSITIONS[state]:
        assert decide(pair, to, reason="passt nicht", remind_on=DAY).state == to
    else:
        with pytest.raises(ValidationError, match="kann nicht"):
            decide(pair, to, reason="passt nicht", remind_on=DAY)
        pair.refresh_from_db()
        assert pair.state == state


def test_who_and_when_are_kept_and_forgotten_with_the_decision(db):
    pair = PairFactory()
    done = decide(pair, PairState.DISMISSED, reason="  kennen sich ", remind_on=DAY)
    assert (done.reason, done.remind_on, done.decided_at) == ("kennen sich", None, NOW)
    assert done.decided_by is not None
    again = decide(done, PairState.NEW)
    assert (again.reason, again.remind_on, again.decided_at, again.decided_by) == ("", None, None, None)


def test_a_dismissal_needs_a_reason_and_a_postponement_a_day(db):
    pair = PairFactory()
    with pytest.raises(ValidationError, match="nennen Sie den Grund"):
        decide(pair, PairState.DISMISSED, reason="  ")
    with pytest.raises(ValidationError, match="wann die Paarung wieder vorgelegt"):
        decide(pair, PairState.POSTPONED)
    pair.refresh_from_db()
    assert pair.state == PairState.NEW


def test_the_second_person_sees_what_the_first_did(db):
    pair = PairFactory()
    decide(pair, PairState.PROPOSED)
    with pytest.raises(PairMovedError) as refused:
        decide(pair, PairState.DISMISSED, seen=PairState.NEW, reason="zu spät")
    assert refused.value.pair.state == PairState.PROPOSED


def test_a_pair_that_is_gone(db):
    pair = PairFactory()
    Pair.objects.all().delete()
    with pytest.raises(PairMovedError):
        decide(pair, PairState.PROPOSED)


def test_a_postponed_pair_waits_again_from_its_day_on(db):
    new = PairFactory()
    postponed = PairFactory(state=PairState.POSTPONED, remind_on=DAY)
    PairFactory(state=PairState.PROPOSED)
    assert list(Pair.objects.waiting(DAY - datetime.timedelta(1))) == [new]
    assert set(Pair.objects.waiting(DAY)) == {new, postponed}
