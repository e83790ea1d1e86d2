"""Pairs follow what is published, and what staff decided stays."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.domain.publishing import archive, index
from companies.enums import Depth, Relation
from companies.models import Capability, Membership
from competences.models import Process
from matching.domain.pair_decisions import decide_pair
from matching.domain.pair_refresh import catch_up_pairs
from matching.enums import PairState
from matching.models import MatchingProgress, Pair
from tests.factories import CapabilityFactory, ClusterFactory, SiteFactory, StaffFactory
from tests.matching.directory import make_fields, make_firm

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory()


def pairs():
    """(seeker, process, provider) of all pairs."""
    rows = Pair.objects.order_by("seeker__name", "process__key", "provider__name")
    return list(rows.values_list("seeker__name", "process__key", "provider__name"))


def test_a_new_firm_is_paired_in_both_directions(cluster):
    make_firm(cluster, "A", offers=["drehen"], seeks=["haerten"])
    assert catch_up_pairs(now=NOW).found == 0
    make_firm(cluster, "B", offers=["haerten"], seeks=["drehen"])
    done = catch_up_pairs(now=NOW)
    assert (done.found, done.gone, done.firms) == (2, 0, 1)
    assert pairs() == [("A", "haerten", "B"), ("B", "drehen", "A")]


def test_a_more_special_offer_serves_and_a_sought_one_never(cluster):
    make_firm(cluster, "A", seeks=["schweissen"])
    make_firm(cluster, "B", offers=["wig-schweissen"])
    make_firm(cluster, "C", seeks=["schweissen", "wig-schweissen"])
    catch_up_pairs(now=NOW)
    assert pairs() == [
        ("A", "schweissen", "B"),
        ("C", "schweissen", "B"),
        ("C", "wig-schweissen", "B"),
    ]


def test_a_whole_field_of_work_is_no_requirement(cluster):
    make_firm(cluster, "A", seeks=["arbeitsgebiet"])
    make_firm(cluster, "B", offers=["haerten"])
    catch_up_pairs(now=NOW)
    assert pairs() == []


def test_nobody_is_paired_with_itself_or_across_clusters(cluster):
    make_firm(cluster, "A", offers=["drehen"], seeks=["drehen"])
    make_firm(ClusterFactory(), "B", offers=["drehen"])
    catch_up_pairs(now=NOW)
    assert pairs() == []


def test_the_same_process_at_two_sites_is_one_requirement(cluster):
    seeker = make_firm(cluster, "A", seeks=["drehen"])
    site = SiteFactory(company=seeker, is_main=False)
    CapabilityFactory(company=seeker, process=Process.objects.get(key="drehen"), sought=True, site=site)
    make_firm(cluster, "B", offers=["drehen"])
    catch_up_pairs(now=NOW)
    assert pairs() == [("A", "drehen", "B")]


def test_one_pass_after_another_is_the_same_as_everything_anew(cluster):
    make_firm(cluster, "A", offers=["fraesen"], seeks=["saegen", "schweissen"])
    catch_up_pairs(now=NOW)
    second = make_firm(cluster, "B", offers=["saegen", "wig-schweissen"], seeks=["zerspanen"])
    catch_up_pairs(now=NOW)
    Capability.objects.filter(company=second, process__key="saegen").delete()
    index(second)
    catch_up_pairs(now=NOW)
    step_by_step = pairs()
    Pair.objects.all().delete()
    MatchingProgress.objects.all().delete()
    catch_up_pairs(now=NOW)
    assert pairs() == step_by_step == [("A", "schweissen", "B"), ("B", "zerspanen", "A")]


def test_a_pass_without_changes_costs_little(cluster):
    make_firm(cluster, "A", offers=["drehen"])
    catch_up_pairs(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert catch_up_pairs(now=NOW).firms == 0
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 3


def test_a_pair_goes_with_its_reason_unless_it_was_decided(cluster):
    seeker = make_firm(cluster, "A", seeks=["drehen", "haerten", "saegen"])
    provider = make_firm(cluster, "B", offers=["drehen", "haerten", "saegen"])
    catch_up_pairs(now=NOW)
    actor = StaffFactory()
    for key, to, more in (
        ("drehen", PairState.DISMISSED, {"reason": "arbeiten schon zusammen"}),
        ("haerten", PairState.POSTPONED, {"remind_on": datetime.date(2027, 1, 1)}),
    ):
        pair = Pair.objects.get(process__key=key)
        decide_pair(pair=pair, seen=PairState.NEW, to=to, actor=actor, now=NOW, **more)
    archive(company=provider, actor=None)
    catch_up_pairs(now=NOW)
    assert pairs() == [("A", "drehen", "B")]
    assert Capability.objects.filter(company=seeker, relation=Relation.SOUGHT).count() == 3


def test_a_postponed_pair_stays_when_others_are_better_by_now(cluster):
    make_firm(cluster, "A", seeks=["drehen"])
    weak = make_firm(cluster, "B", offers=["drehen"])
    Capability.objects.filter(company=weak).update(depth=Depth.SUPPLEMENTARY)
    index(weak)
    catch_up_pairs(now=NOW)
    decide_pair(
        pair=Pair.objects.get(),
        seen=PairState.NEW,
        to=PairState.POSTPONED,
        actor=StaffFactory(),
        now=NOW,
        remind_on=datetime.date(2027, 1, 1),
    )
    for number in range(10):
        make_firm(cluster, f"C{number}", offers=["drehen"])
    catch_up_pairs(now=NOW)
    assert Pair.objects.count() == 11
    assert Pair.objects.get(provider=weak).state == PairState.POSTPONED


def test_a_changed_offer_changes_the_score(cluster):
    make_firm(cluster, "A", seeks=["drehen"])
    provider = make_firm(cluster, "B", offers=["drehen"])
    catch_up_pairs(now=NOW)
    before = Pair.objects.get().score
    Capability.objects.filter(company=provider).update(depth=Depth.SUPPLEMENTARY)
    index(provider)
    later = NOW + datetime.timedelta(1)
    assert catch_up_pairs(now=later).found == 0
    pair = Pair.objects.get()
    assert pair.score < before
    assert pair.found_at == NOW


def test_who_leaves_the_cluster_is_no_longer_paired(cluster):
    make_firm(cluster, "A", seeks=["drehen"])
    provider = make_firm(cluster, "B", offers=["drehen"])
    catch_up_pairs(now=NOW)
    Membership.objects.filter(company=provider).delete()
    index(provider)
    catch_up_pairs(now=NOW)
    assert pairs() == []
