"""The worker's task says what it did."""

import datetime

from companies.search.keeper import KEEPER
from matching.domain.jobs import pair
from outbox.domain.schedule import jobs
from tests.factories import ClusterFactory
from tests.matching.directory import make_fields, make_firm

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)


def test_the_task_is_in_the_schedule_and_says_what_it_did(db):
    make_fields()
    cluster = ClusterFactory()
    make_firm(cluster, "A", seeks=["drehen"])
    make_firm(cluster, "B", offers=["drehen"])
    assert pair(NOW) == "2 geänderte Unternehmen, 1 neue Paarungen, 0 entfallen"
    assert pair(NOW) == "0 geänderte Unternehmen, 0 neue Paarungen, 0 entfallen"
    assert "matching.pairs" in {job.key for job in jobs()}
    KEEPER.forget()


def test_what_is_not_committed_is_never_kept(db):
    make_fields()
    make_firm(ClusterFactory(), "A", seeks=["drehen"])
    pair(NOW)
    assert KEEPER._model is not None
    assert KEEPER._model.size == 0
    KEEPER.forget()
