"""Demands and pairs follow when the vocabulary changes, and when two firms turn out to be one."""

import pytest

from companies.domain.merging import merge_companies, preview_merge
from competences.domain.merging import merge_nodes
from competences.domain.merging import preview_merge as preview_nodes
from competences.language import Kind
from competences.models import Process
from matching.domain.vocabulary_usage import DemandVocabulary, demands_using
from matching.enums import Attribute, Importance, PairState
from matching.models import Demand, DemandCriterion, Pair, StoredMatch
from tests.factories import (
    CertificateFactory,
    CompanyFactory,
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    MaterialFactory,
    PairFactory,
    PlaceFactory,
    ProcessFactory,
    StoredMatchFactory,
    UserFactory,
)
from tests.factories.matching import MOMENT
from tests.factories.vocabulary import make_vocabulary

ROWS = DemandVocabulary()


@pytest.fixture(autouse=True)
def _vocabulary(db):
    make_vocabulary()


def test_use_is_counted_by_demand(django_assert_num_queries):
    process, material, certificate = ProcessFactory(), MaterialFactory(), CertificateFactory()
    demand, second = DemandFactory(place=PlaceFactory()), DemandFactory()
    step = DemandStepFactory(demand=demand, process=process)
    DemandStepFactory(demand=second, process=process)
    DemandCriterionFactory(demand=demand, step=step, material=material)
    DemandCriterionFactory(demand=demand, material=material)
    DemandCriterionFactory(
        demand=demand, attribute=Attribute.CERTIFICATE, material=None, certificate=certificate
    )
    with django_assert_num_queries(1):
        assert ROWS.used_by(Kind.PROCESS, [process.pk]) == {process.pk: 2}
    assert ROWS.used_by(Kind.MATERIAL, [material.pk]) == {material.pk: 1}
    assert ROWS.used_by(Kind.CERTIFICATE, [certificate.pk]) == {certificate.pk: 1}
    assert ROWS.used_by(Kind.PLACE, [demand.place_id]) == {demand.place_id: 1}
    assert ROWS.used_by(Kind.INDUSTRY, [1]) == {}
    assert ROWS.rows_of(Kind.MATERIAL, material.pk) == [("Kriterien", 2)]
    assert ROWS.rows_of(Kind.CERTIFICATE, material.pk + certificate.pk + 1000) == []
    assert set(demands_using(Kind.PROCESS, process.key)) == {demand, second}
    assert ROWS.list_address(Kind.PROCESS, "drehen") == "/admin/matching/demand/?begriff=process%3Adrehen"
    assert (ROWS.counted(1), ROWS.counted(2)) == ("1 Bedarf", "2 Bedarfe")


def test_merging_entries_keeps_one_step_with_all_it_asks_for():
    loser, winner = Process.objects.get(key="drehen"), Process.objects.get(key="fraesen")
    actor, demand = UserFactory(), DemandFactory(is_open=True, matched_at=MOMENT)
    wish = DemandStepFactory(demand=demand, process=winner, importance=Importance.WISH, is_lead=True)
    condition = DemandStepFactory(demand=demand, process=loser, number=2)
    material, further = MaterialFactory(), MaterialFactory()
    for step, node in ((wish, material), (wish, further), (condition, material)):
        DemandCriterionFactory(demand=demand, step=step, material=node)
    assert ("Arbeitsschritte", 1) in preview_nodes(loser=loser, winner=winner).rows
    merge_nodes(loser=loser, winner=winner, actor=actor)
    assert [(s.pk, s.process, s.is_lead) for s in demand.steps.all()] == [(condition.pk, winner, True)]
    kept = set(DemandCriterion.objects.values_list("step", "material"))
    assert kept == {(condition.pk, material.pk), (condition.pk, further.pk)}
    assert condition.history.first().history_user == actor
    demand.refresh_from_db()
    assert demand.matched_at is None


def test_merging_materials_keeps_the_condition():
    loser, winner = MaterialFactory(), MaterialFactory()
    demand = DemandFactory()
    DemandCriterionFactory(demand=demand, material=winner, importance=Importance.WISH)
    hard = DemandCriterionFactory(demand=demand, material=loser)
    elsewhere = DemandCriterionFactory(material=loser)
    merge_nodes(loser=loser, winner=winner, actor=None)
    assert set(DemandCriterion.objects.values_list("pk", "material")) == {
        (hard.pk, winner.pk),
        (elsewhere.pk, winner.pk),
    }


def test_merging_entries_keeps_what_staff_decided_about_a_pair():
    loser, winner = Process.objects.get(key="drehen"), Process.objects.get(key="fraesen")
    new = PairFactory(process=winner)
    same = {"cluster": new.cluster, "seeker": new.seeker, "provider": new.provider}
    decided = PairFactory(process=loser, state=PairState.DISMISSED, reason="Wettbewerber", **same)
    merge_nodes(loser=loser, winner=winner, actor=None)
    assert list(Pair.objects.values_list("pk", "process")) == [(decided.pk, winner.pk)]


def test_a_change_of_the_tree_lets_only_the_demands_concerned_be_matched_again():
    concerned = DemandFactory(is_open=True, matched_at=MOMENT)
    DemandStepFactory(demand=concerned, process=Process.objects.get(key="drehen"))
    other = DemandFactory(is_open=True, matched_at=MOMENT)
    merge_nodes(loser=ProcessFactory(), winner=Process.objects.get(key="drehen"), actor=None)
    assert set(Demand.objects.values_list("pk", "matched_at")) == {(concerned.pk, None), (other.pk, MOMENT)}


def test_merging_firms_carries_demands_matches_and_pairs_over():
    keep, other, third = CompanyFactory(), CompanyFactory(), CompanyFactory()
    demand = DemandFactory(company=other)
    twice = StoredMatchFactory(company=keep)
    StoredMatchFactory(company=other, demand=twice.demand)
    once = StoredMatchFactory(company=other)
    sought, offered = PairFactory(seeker=other), PairFactory(provider=other, seeker=third)
    PairFactory(seeker=keep, provider=other)
    assert {move.label for move in preview_merge(keep=keep, other=other).moves} == {
        "Bedarfe",
        "Treffer",
        "Paarungen",
    }
    merge_companies(keep=keep, other=other, actor=None)
    demand.refresh_from_db()
    assert demand.company == keep
    assert set(StoredMatch.objects.values_list("pk", "company")) == {(twice.pk, keep.pk), (once.pk, keep.pk)}
    assert set(Pair.objects.values_list("pk", "seeker", "provider")) == {
        (sought.pk, keep.pk, sought.provider_id),
        (offered.pk, third.pk, keep.pk),
    }
