"""Two entries of one firm become one: what becomes of pairs, stored matches and demands of both."""

import pytest

from companies.domain.merging import merge_companies, preview_merge
from matching.enums import PairState
from matching.models import Pair, StoredMatch
from tests.factories import (
    ClusterFactory,
    CompanyFactory,
    DemandFactory,
    PairFactory,
    ProcessFactory,
    StoredMatchFactory,
)
from tests.factories.vocabulary import make_vocabulary


@pytest.fixture
def cluster(db):
    make_vocabulary()
    return ClusterFactory()


@pytest.fixture
def keep(cluster):
    return CompanyFactory(name="Muster GmbH", cluster=cluster)


@pytest.fixture
def other(cluster):
    return CompanyFactory(name="Muster KG", cluster=cluster)


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        ({}, {"state": PairState.DISMISSED, "reason": "zu weit"}, PairState.DISMISSED),
        (
            {"state": PairState.PROPOSED},
            {"state": PairState.DISMISSED, "reason": "zu weit"},
            PairState.PROPOSED,
        ),
        ({}, {}, PairState.NEW),
    ],
)
@pytest.mark.parametrize("end", ["seeker", "provider"])
def test_of_two_pairs_the_decided_one_stays(cluster, keep, other, end, mine, theirs, stays):
    third, process = CompanyFactory(name="Dritte", cluster=cluster), ProcessFactory()
    far = "provider" if end == "seeker" else "seeker"
    for company, values in ((keep, mine), (other, theirs)):
        PairFactory(cluster=cluster, process=process, **{end: company, far: third}, **values)
    (move,) = [row for row in preview_merge(keep=keep, other=other).moves if row.label == "Paarungen"]
    assert (move.moved, move.doubled) == (0, 1)
    assert move.outcomes[0].endswith(f"es bleibt eine, Stand „{stays.label}“.")
    merge_companies(keep=keep, other=other, actor=None)
    pair = Pair.objects.get()
    assert (getattr(pair, f"{end}_id"), pair.state) == (keep.pk, stays)


def test_a_pair_of_both_entries_with_each_other_goes(cluster, keep, other):
    process = ProcessFactory(name_de="Härten")
    PairFactory(cluster=cluster, process=process, seeker=other, provider=keep)
    (move,) = [row for row in preview_merge(keep=keep, other=other).moves if row.label == "Paarungen"]
    assert move.outcomes == ("„Muster KG ← Muster GmbH: Härten“ entfällt: es ist dasselbe Unternehmen.",)
    merge_companies(keep=keep, other=other, actor=None)
    assert Pair.objects.count() == 0


def test_demands_and_what_was_found_for_demands_of_others_move(cluster, keep, other):
    own = DemandFactory(company=other, cluster=cluster)
    foreign = DemandFactory(company=CompanyFactory(cluster=cluster), cluster=cluster, title="Wellen")
    for company in (keep, other):
        StoredMatchFactory(demand=foreign, company=company)
    (move,) = [
        row
        for row in preview_merge(keep=keep, other=other).moves
        if row.outcomes and "Wellen" in row.outcomes[0]
    ]
    assert move.outcomes == ("Zu „Wellen“ wurden beide gefunden: künftig einmal.",)
    merge_companies(keep=keep, other=other, actor=None)
    own.refresh_from_db()
    assert own.company == keep
    assert StoredMatch.objects.get().company == keep
