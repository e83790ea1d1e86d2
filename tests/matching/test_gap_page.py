"""The gaps as staff see them: read from demands, profiles and searches."""

import datetime

import pytest
from django.utils import timezone

from companies.domain.publishing import index
from companies.enums import Depth
from companies.models import Capability, SearchMiss
from competences.models import Place, Process
from matching.domain.gap_page import (
    HIDDEN,
    gap_detail,
    gap_page,
    inner_table,
    outer_table,
)
from matching.enums import AskedIn, DemandState, Supply
from tests.factories import ClusterFactory, CompanyFactory
from tests.factories.matching import DemandFactory, DemandStepFactory, StoredMatchFactory
from tests.matching.directory import make_fields, make_firm

TODAY = datetime.date(2026, 11, 24)
TOWN, CITY = "66849-landstuhl", "67655-kaiserslautern"
COUNTY, CITY_DISTRICT = "kreis-kaiserslautern", "stadt-kaiserslautern"


@pytest.fixture
def cluster(db):
    make_fields()
    return ClusterFactory()


def ask_for(cluster, *keys, state=DemandState.OPEN, opened=TODAY, place=None, **more):
    at = datetime.datetime.combine(opened, datetime.time(12), datetime.UTC)
    demand = DemandFactory(
        cluster=cluster,
        state=state,
        opened_at=at,
        place=Place.objects.get(key=place) if place else None,
        **more,
    )
    for number, key in enumerate(keys, start=1):
        DemandStepFactory(demand=demand, number=number, process=Process.objects.get(key=key))
    return demand


def search_in_vain(key, times=1, hits=0, **criteria):
    number = SearchMiss.objects.count()
    return SearchMiss.objects.create(
        digest=str(number),
        criteria={"process": [key]} if key else criteria,
        hits=hits,
        times=times,
        first_on=TODAY,
        last_on=TODAY,
    )


def page(cluster, **more):
    return gap_page(frozenset({cluster.pk}), today=TODAY, **more)


def shown(found):
    return [(row.gap.process, row.gap.supply, row.gap.asked) for row in found.rows]


def test_every_source_counts_and_only_what_firms_do_themselves_is_supply(cluster):
    make_firm(cluster, "A", offers=["wig-schweissen", "drehen"], seeks=["haerten"])
    via = make_firm(cluster, "B", offers=["haerten"], seeks=["schweissen"])
    Capability.objects.filter(company=via, process__key="haerten").update(depth=Depth.VIA_PARTNER)
    index(via)
    make_firm(cluster, "C", offers=["drehen"])
    ask_for(cluster, "haerten", "drehen")
    ask_for(cluster, "haerten", state=DemandState.AWARDED, opened=datetime.date(2025, 6, 1))
    search_in_vain("haerten", times=4)
    search_in_vain("drehen", hits=2)
    found = page(cluster)
    assert shown(found) == [
        ("haerten", Supply.NOBODY, 7),
        ("schweissen", Supply.SINGLE, 1),
        ("drehen", Supply.SEVERAL, 1),
    ]
    worst = found.rows[0].gap
    assert worst.counts == {
        AskedIn.OPEN_DEMAND: 1,
        AskedIn.PAST_DEMAND: 1,
        AskedIn.SOUGHT: 1,
        AskedIn.SEARCH: 4,
    }
    assert worst.offered.via_partner == 1
    assert found.summary == {Supply.NOBODY: 1, Supply.SINGLE: 1, Supply.SEVERAL: 1}
    assert [(quarter.name, quarter.count) for quarter in found.quarters][2:4] == [
        ("3/2025", 0),
        ("4/2025", 0),
    ]
    assert [quarter.count for quarter in found.quarters] == [0, 1, 0, 0, 0, 0, 0, 2]


def test_drafts_foreign_clusters_and_unpublished_firms_ask_for_nothing(cluster):
    ask_for(cluster, "drehen", state=DemandState.DRAFT)
    ask_for(ClusterFactory(), "drehen")
    make_firm(cluster, "A", seeks=["drehen"], state="DRAFT")
    make_firm(ClusterFactory(), "B", seeks=["drehen"])
    assert shown(page(cluster)) == []


def test_a_district_narrows_demand_and_supply(cluster):
    make_firm(cluster, "A", offers=["drehen"], seeks=["haerten"], town=TOWN)
    make_firm(cluster, "B", offers=["drehen"], seeks=["haerten"], town=CITY)
    ask_for(cluster, "drehen", place=CITY)
    search_in_vain("drehen")
    assert shown(page(cluster, district=CITY_DISTRICT)) == [
        ("haerten", Supply.NOBODY, 1),
        ("drehen", Supply.SINGLE, 1),
    ]
    assert shown(page(cluster, district=COUNTY)) == [("haerten", Supply.NOBODY, 1)]
    assert shown(page(cluster, district="gibt-es-nicht")) == []


def test_a_demand_without_place_counts_where_the_firm_is(cluster):
    company = make_firm(cluster, "A", town=CITY)
    ask_for(cluster, "drehen", company=company)
    assert shown(page(cluster, district=CITY_DISTRICT)) == [("drehen", Supply.NOBODY, 1)]


def test_one_class_of_gaps(cluster):
    make_firm(cluster, "A", offers=["drehen"], seeks=["haerten", "drehen"])
    assert shown(page(cluster, supplies=[Supply.SINGLE])) == [("drehen", Supply.SINGLE, 1)]
    assert page(cluster, supplies=[Supply.SINGLE]).summary[Supply.NOBODY] == 1


def test_open_demands_that_nobody_serves(cluster):
    lonely = ask_for(cluster, "haerten", matched_at=timezone.now())
    ask_for(cluster, "haerten")
    served = ask_for(cluster, "drehen", matched_at=timezone.now())
    StoredMatchFactory(demand=served, score=0.7)
    StoredMatchFactory(demand=lonely, score=0.4)
    assert list(page(cluster).unserved) == [lonely]


def test_words_that_mean_nothing_known(cluster):
    search_in_vain("", times=3, word=["zwirbel"])
    search_in_vain("", times=2, word=["zwirbel", "dings"])
    assert page(cluster).words == (("zwirbel", 5), ("dings", 2))


def test_the_inner_table_holds_every_count(cluster):
    make_firm(cluster, "A", seeks=["haerten"])
    ask_for(cluster, "haerten")
    header, rows = inner_table(page(cluster))
    assert [dict(zip(header, row, strict=True)) for row in rows] == [
        {
            "Verfahren": "Härten",
            "Bereich": "Arbeitsgebiet",
            "Angebot": "niemand",
            "Unternehmen, die es selbst tun": "0",
            "nur über Partner": "0",
            "offene Bedarfe": "1",
            "frühere Bedarfe": "0",
            "gesuchte Partner": "1",
            "vergebliche Suchen": "0",
            "nachfragende Unternehmen": "2",
            **{
                f"Bedarfe {n}": "0"
                for n in ("1/2025", "2/2025", "3/2025", "4/2025", "1/2026", "2/2026", "3/2026")
            },
            "Bedarfe 4/2026": "1",
        }
    ]


def test_the_outer_table_hides_small_counts_and_leaves_searches_out(cluster):
    for number in range(6):
        make_firm(cluster, f"A{number}", seeks=["haerten", "drehen"][: 1 + (number < 3)], town=CITY)
    search_in_vain("haerten", times=50)
    search_in_vain("saegen", times=50)
    header, rows = outer_table(frozenset({cluster.pk}))
    columns = header[4:]
    assert columns == [
        "Nachfrage Kreis Kaiserslautern",
        "Nachfrage Stadt Kaiserslautern",
        "Nachfrage ohne Ort oder außerhalb",
        "Nachfrage gesamt",
    ]
    assert rows == [
        ["Drehen", "Arbeitsgebiet", "niemand", "0", "0", HIDDEN, "0", HIDDEN],
        ["Härten", "Arbeitsgebiet", "niemand", "0", "0", "6", "0", "6"],
    ]


def test_behind_one_row(cluster):
    seeker = make_firm(cluster, "A", seeks=["haerten"])
    demand = ask_for(cluster, "haerten", "drehen")
    miss = search_in_vain("haerten")
    detail = gap_detail("haerten", frozenset({cluster.pk}), today=TODAY)
    assert (detail.name, detail.field) == ("Härten", "Arbeitsgebiet")
    assert detail.demands == (demand,)
    assert [found.company for found in detail.seekers] == [seeker]
    assert detail.searches == (miss,)
    assert gap_detail("gibt-es-nicht", frozenset({cluster.pk}), today=TODAY) is None
    assert gap_detail("saegen", frozenset({cluster.pk}), today=TODAY).gap.asked == 0


def test_numbers_agree_between_overview_and_detail(cluster):
    make_firm(cluster, "A", offers=["haerten"], seeks=["drehen"])
    ask_for(cluster, "drehen", "haerten")
    for row in page(cluster).rows:
        assert gap_detail(row.gap.process, frozenset({cluster.pk}), today=TODAY).gap == row.gap


def test_a_firm_without_site_counts_without_district(cluster):
    company = CompanyFactory(cluster=cluster)
    ask_for(cluster, "drehen", company=company)
    assert shown(page(cluster)) == [("drehen", Supply.NOBODY, 1)]
