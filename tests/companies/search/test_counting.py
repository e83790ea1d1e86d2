"""Searches are counted without persons: which firms were found for what, and by whom it does not count."""

import datetime
import json
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from companies.domain.found_counts import Found, FoundFor, found_of, missed_searches, sum_searches
from companies.domain.merging import merge_companies
from companies.models import Company, FoundCount, SearchCount, SearchFound
from companies.search.counting import LONGEST_WANTED, count_search
from companies.search.filters import Filters
from companies.search.service import answer
from companies.search.viewer import Viewer
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from competences.models import Process
from tests.companies.pages_helpers import Buyer, make_buyer
from tests.companies.test_pages_search import shop
from tests.factories import ClusterFactory, CompanyFactory, CompanyUserFactory, StaffFactory
from tests.factories.vocabulary import make_vocabulary

NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
MONTH = datetime.date(2026, 11, 1)


@pytest.fixture
def buyer(db) -> Buyer:
    make_vocabulary()
    return make_buyer()


@pytest.fixture
def turning(buyer: Buyer) -> Process:
    return Process.objects.get(key="drehen")


@pytest.fixture
def firm(buyer: Buyer, turning: Process) -> Company:
    return shop(buyer, turning, "Lauterdreh GmbH")


def pages() -> list[tuple[list[str], list[int]]]:
    """What was wanted and who was shown, page by page."""
    return list(SearchFound.objects.order_by("pk").values_list("wanted", "firms"))


def test_a_search_is_kept_with_what_was_wanted_and_who_was_shown(buyer: Buyer, firm: Company) -> None:
    buyer.client.get("/suche/?q=Drehteile")
    buyer.client.get("/suche/?q=Drehteile 1.4301 erika")
    assert pages() == [
        (["process:drehen"], [firm.pk]),
        (["material:1-4301", "process:drehen", "any:material"], []),  # only similar: not found
    ]
    page = SearchFound.objects.first()
    assert (page.on, page.clusters) == (timezone.localdate(), [buyer.cluster.pk])
    stored = json.dumps(list(SearchFound.objects.values()), default=str)
    assert "erika" not in stored
    assert buyer.user.email not in stored


def test_ticked_and_typed_nodes_are_the_same(buyer: Buyer, firm: Company) -> None:
    buyer.client.get("/suche/?q=drehen&verfahren=drehen&zertifikat=iso-9001")
    assert [wanted for wanted, _ in pages()] == [
        ["certificate:iso-9001", "process:drehen", "any:certificate"]
    ]


def test_a_search_for_very_much_is_cut(buyer: Buyer) -> None:
    buyer.client.get("/suche/?" + "&".join(f"verfahren=v{number}" for number in range(18)))
    assert len(SearchFound.objects.get().wanted) == LONGEST_WANTED


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("q=Drehteile", {"Cache-Control": "max-age=0"}),
        ("q=Drehteile", {"Cache-Control": "no-cache"}),
        ("q=Drehteile", {"Sec-Purpose": "prefetch"}),
    ],
)
def test_what_nobody_asks_anew_is_not_counted(
    buyer: Buyer, firm: Company, query: str, headers: dict[str, str]
) -> None:
    buyer.client.get(f"/suche/?{query}", headers=headers)
    assert pages() == []


def test_further_pages_of_a_search_are_not_counted(buyer: Buyer, firm: Company) -> None:
    viewer = Viewer(frozenset({buyer.cluster.pk}))
    result = answer("Drehteile", filters=Filters(), viewer=viewer, page=1, today=TODAY)
    for page in (2, 1):
        count_search(replace(result, page=page), filters=Filters(), today=TODAY, clusters=viewer.clusters)
        assert SearchFound.objects.count() == 2 - page


def test_searches_of_staff_do_not_count(buyer: Buyer, firm: Company) -> None:
    steward = Client()
    steward.force_login(StaffFactory(clusters=[buyer.cluster]))
    steward.get("/suche/?q=Drehteile")
    assert pages() == []


def test_a_firm_that_finds_itself_does_not_count(buyer: Buyer, firm: Company) -> None:
    own = Client()
    own.force_login(CompanyUserFactory(company=firm).user)
    own.get("/suche/?q=Drehteile")
    assert pages() == [(["process:drehen"], [])]


def page(cluster, *firms: Company, wanted=("process:drehen",), on=TODAY) -> SearchFound:
    return SearchFound.objects.create(
        on=on, clusters=[cluster.pk], wanted=list(wanted), firms=[one.pk for one in firms]
    )


def counts() -> list[tuple[int, datetime.date, str, int]]:
    """All counts of firms."""
    rows = FoundCount.objects.order_by("company", "month", "wanted")
    return list(rows.values_list("company", "month", "wanted", "times"))


def test_pages_are_summed_by_month_and_firm_and_deleted(buyer: Buyer, firm: Company) -> None:
    other = CompanyFactory(cluster=buyer.cluster)
    page(buyer.cluster, firm, other)
    page(
        buyer.cluster, firm, wanted=["process:drehen", "process:unbekannt", "material:1-4301", "any:material"]
    )
    page(buyer.cluster, firm, on=datetime.date(2026, 10, 31))
    assert sum_searches(NOW) == "3 Suchen gezählt"
    expected = [
        (firm.pk, datetime.date(2026, 10, 1), "", 1),
        (firm.pk, datetime.date(2026, 10, 1), "process:drehen", 1),
        (firm.pk, MONTH, "", 2),
        (firm.pk, MONTH, "any:material", 1),
        (firm.pk, MONTH, "material:1-4301", 1),
        (firm.pk, MONTH, "process:drehen", 2),
        (other.pk, MONTH, "", 1),
        (other.pk, MONTH, "process:drehen", 1),
    ]
    assert counts() == sorted(expected)
    assert SearchFound.objects.count() == 0
    page(buyer.cluster, firm)
    assert (sum_searches(NOW), sum_searches(NOW)) == ("1 Suche gezählt", "0 Suchen gezählt")
    assert FoundCount.objects.get(company=firm, month=MONTH, wanted="").times == 3
    searches = SearchCount.objects.order_by("month", "wanted").values_list(
        "cluster", "month", "wanted", "times"
    )
    assert list(searches) == [
        (buyer.cluster.pk, datetime.date(2026, 10, 1), ["process:drehen"], 1),
        (buyer.cluster.pk, MONTH, ["any:material", "material:1-4301", "process:drehen"], 1),
        (buyer.cluster.pk, MONTH, ["process:drehen"], 2),
    ]


def test_a_firm_that_was_merged_since_counts_for_the_one_that_stayed(buyer: Buyer, firm: Company) -> None:
    other = CompanyFactory(cluster=buyer.cluster)
    for company in (firm, other):
        FoundCount.objects.create(company=company, month=MONTH, wanted="", times=4)
    page(buyer.cluster, other)
    merge_companies(keep=firm, other=other, actor=None)
    sum_searches(NOW)
    assert counts() == [(firm.pk, MONTH, "", 9), (firm.pk, MONTH, "process:drehen", 1)]


def test_counts_of_long_ago_are_deleted(buyer: Buyer, firm: Company) -> None:
    for month in (datetime.date(2024, 11, 1), datetime.date(2024, 12, 1)):
        FoundCount.objects.create(company=firm, month=month, wanted="", times=9)
        SearchCount.objects.create(cluster=buyer.cluster, month=month, wanted=["process:drehen"], times=9)
    sum_searches(NOW)
    assert [row.month for row in (*FoundCount.objects.all(), *SearchCount.objects.all())] == [
        datetime.date(2024, 12, 1)
    ] * 2


def test_a_firm_reads_how_often_it_was_found_and_small_numbers_stay_hidden(
    buyer: Buyer, firm: Company
) -> None:
    for month, wanted, times in (
        (MONTH, "", 8),
        (datetime.date(2025, 12, 1), "", 3),
        (datetime.date(2025, 11, 1), "", 100),
        (MONTH, "process:drehen", 6),
        (MONTH, "process:saegen", 4),
        (MONTH, "any:material", 7),
        (MONTH, "process:gibt-es-nicht", 50),
    ):
        FoundCount.objects.create(company=firm, month=month, wanted=wanted, times=times)
    vocabulary = current_vocabulary()
    assert found_of(firm, vocabulary=vocabulary, today=TODAY) == Found(
        datetime.date(2025, 12, 1), 11, (FoundFor(Kind.PROCESS, "drehen", "Drehen", 6),)
    )
    assert found_of(buyer.company, vocabulary=vocabulary, today=TODAY) == Found(
        datetime.date(2025, 12, 1), None, ()
    )


def test_searches_in_which_a_firm_was_not_shown(buyer: Buyer, firm: Company) -> None:
    for cluster, wanted, times in (
        (buyer.cluster, ["any:material", "process:drehen"], 9),
        (buyer.cluster, ["any:material", "process:fraesen"], 100),
        (buyer.cluster, ["process:drehen"], 100),
        (ClusterFactory(), ["any:material", "process:drehen"], 100),
    ):
        SearchCount.objects.create(cluster=cluster, month=MONTH, wanted=wanted, times=times)
    FoundCount.objects.create(company=firm, month=MONTH, wanted="any:material", times=2)

    def missed(company: int | None, asked_for: str = "material") -> int:
        return missed_searches(
            asked_for, cluster=buyer.cluster.pk, company=company, processes=["drehen"], today=TODAY
        )

    assert (missed(firm.pk), missed(None), missed(firm.pk, "certificate")) == (7, 9, 0)
    FoundCount.objects.update(times=20)
    assert missed(firm.pk) == 0
