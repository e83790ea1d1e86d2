"""The start page of a firm: what waits for it, what is new, how often it was found, for whom it could work."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from companies.enums import CompanyRole, Relation
from companies.models import Company, FoundCount
from matching.enums import DemandState, PairState, Visibility
from profiles.domain.reviewing import return_submission
from profiles.domain.submitting import start_submission, submit
from tests.companies.pages_helpers import Buyer, make_buyer, text_of
from tests.factories import (
    CapabilityFactory,
    CertificateHeldFactory,
    ClusterFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    CompanyUserFactory,
    DemandFactory,
    PairFactory,
    StaffFactory,
    StoredMatchFactory,
)
from tests.factories.vocabulary import make_vocabulary
from tests.matching.directory import make_fields, make_firm


@pytest.fixture
def buyer(db) -> Buyer:
    make_vocabulary()
    found = make_buyer("Dreherei Muster GmbH")
    Company.objects.update(confirmed_at=timezone.localdate(), core_text="Drehen.")
    return found


def start(buyer: Buyer) -> str:
    """The words of the start page below the search box."""
    words = text_of(buyer.client.get("/"))
    return words[words.index(buyer.company.name) :]


def days(number: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=number)


def test_nothing_waits_and_nothing_was_counted(buyer: Buyer) -> None:
    words = start(buyer)
    assert "Zurzeit wartet nichts auf Sie." in words
    assert "haben noch keine fünf Suchen Sie gezeigt." in words
    assert "Nichts. Passende Bedarfe und neue Anbieter" in words
    assert "Zurzeit sucht niemand ein Verfahren, das Sie anbieten." in words


@pytest.mark.parametrize(("age", "waits"), [(100, False), (400, True), (800, True), (None, True)])
def test_a_confirmation_that_is_due_waits(buyer: Buyer, age: int | None, waits: bool) -> None:
    day = timezone.localdate() - datetime.timedelta(days=age) if age else None
    Company.objects.filter(pk=buyer.company.pk).update(confirmed_at=day)
    words = start(buyer)
    assert ("Stimmt Ihr Profil noch?" in words) is waits
    assert (day is not None and f"zuletzt bestätigt am {day:%d.%m.%Y} Durchsehen" in words) is (
        waits and day is not None
    )


def test_answers_wait_as_draft_and_with_the_reason_of_their_return(buyer: Buyer) -> None:
    draft = start_submission(company=buyer.company, cluster=buyer.cluster, actor=buyer.user)
    assert "Ihre Angaben sind noch nicht eingereicht zuletzt gespeichert am" in start(buyer)
    Company.objects.filter(pk=buyer.company.pk).update(confirmed_at=None, state="DRAFT")
    submitted = submit(submission=draft, actor=buyer.user)
    assert "Zurzeit wartet nichts auf Sie." in start(buyer)
    steward = StaffFactory(clusters=[buyer.cluster])
    return_submission(submission=submitted, actor=steward, note="Bis zu welchem Durchmesser?")
    assert (
        "Die Wirtschaftsförderung bittet um eine Änderung Ihrer Angaben Bis zu welchem Durchmesser? Weiter bearbeiten"
        in start(buyer)
    )


def test_certificates_around_their_last_day_wait(buyer: Buyer) -> None:
    for name, left in (("A", -61), ("B", -1), ("C", 0), ("D", 60), ("E", 61)):
        day = timezone.localdate() + datetime.timedelta(days=left)
        CertificateHeldFactory(company=buyer.company, certificate=None, name=f"Norm {name}", valid_until=day)
    words = start(buyer)
    assert [name for name in "ABCDE" if f"Norm {name}" in words] == ["B", "C", "D"]
    assert "Norm B ist abgelaufen" in words
    assert "Norm C läuft ab" in words


def test_an_invitation_that_ran_out_waits_for_the_owner_only(buyer: Buyer) -> None:
    ColleagueInvitationFactory(
        company=buyer.company, invited_at=days(-40), expires_at=days(-1), email="a@b.example"
    )
    ColleagueInvitationFactory(
        company=buyer.company, invited_at=days(-4), expires_at=days(9), email="c@d.example"
    )
    buyer.user.company_roles.update(role=CompanyRole.OWNER)
    words = start(buyer)
    assert ("Die Einladung an a@b.example ist abgelaufen" in words, "c@d.example" in words) == (True, False)
    buyer.user.company_roles.update(role=CompanyRole.EDITOR)
    assert "Die Einladung an" not in start(buyer)


def test_who_only_reads_along_has_nothing_to_do(buyer: Buyer) -> None:
    Company.objects.update(confirmed_at=None)
    start_submission(company=buyer.company, cluster=buyer.cluster, actor=None)
    buyer.user.company_roles.update(role=CompanyRole.VIEWER)
    assert "Zurzeit wartet nichts auf Sie." in start(buyer)


def test_own_demands_say_what_was_found_lately_and_when_they_end(buyer: Buyer) -> None:
    demand = DemandFactory(
        company=buyer.company,
        cluster=buyer.cluster,
        title="Wellen",
        state=DemandState.OPEN,
        opened_at=days(-30),
        expires_on=timezone.localdate() + datetime.timedelta(days=3),
    )
    for age in (30, 20, 2, 1):
        StoredMatchFactory(demand=demand, company=CompanyFactory(cluster=buyer.cluster), found_at=days(-age))
    words = start(buyer)
    assert "2 Unternehmen passen neu zu Ihrem Bedarf „Wellen“" in words
    assert "Ihr Bedarf „Wellen“ läuft ab" in words


def test_new_demands_that_fit_are_named_to_those_who_may_see_them(buyer: Buyer) -> None:
    other = CompanyFactory(cluster=buyer.cluster)
    for title, cluster, found, state in (
        ("Naben", buyer.cluster, -1, DemandState.OPEN),
        ("Alt", buyer.cluster, -20, DemandState.OPEN),
        ("Vergeben", buyer.cluster, -1, DemandState.AWARDED),
        ("Fremd", ClusterFactory(), -1, DemandState.OPEN),
    ):
        demand = DemandFactory(company=other, cluster=cluster, title=title, state=state, opened_at=days(-25))
        StoredMatchFactory(demand=demand, company=buyer.company, found_at=days(found))
    words = start(buyer)
    assert "Ein neuer Bedarf passt zu Ihnen Naben" in words
    assert [title for title in ("Alt", "Vergeben", "Fremd") if title in words] == []


def test_the_firm_of_an_anonymous_demand_is_not_named(buyer: Buyer) -> None:
    secret = CompanyFactory(cluster=buyer.cluster, name="Geheim AG")
    demand = DemandFactory(
        company=secret,
        cluster=buyer.cluster,
        title="Naben",
        state=DemandState.OPEN,
        opened_at=days(-2),
        visibility=Visibility.ANONYMOUS,
    )
    StoredMatchFactory(demand=demand, company=buyer.company, found_at=days(-1))
    words = start(buyer)
    assert ("Naben" in words, "Geheim AG" in words) == (True, False)


def test_what_was_found_is_said_in_numbers_from_five_up(buyer: Buyer) -> None:
    month = timezone.localdate().replace(day=1)
    for wanted, times in (("", 1200), ("process:drehen", 31), ("process:fraesen", 4)):
        FoundCount.objects.create(company=buyer.company, month=month, wanted=wanted, times=times)
    words = start(buyer)
    assert "1.200 Suchen seit" in words
    assert "Gesucht wurde dabei: Drehen 31 Gezählt" in words


def test_new_suppliers_and_possible_customers_come_from_the_pairs(db) -> None:
    make_fields()
    cluster = ClusterFactory()
    mine = make_firm(cluster, "Dreherei", offers=["drehen"], seeks=["haerten"])
    seeker = make_firm(cluster, "Pumpenbau", seeks=["drehen"])
    unsure = make_firm(cluster, "Armaturen", seeks=["fraesen"])
    hardener = make_firm(cluster, "Härterei", offers=["haerten"])
    process = {row.process.key: row.process for row in mine.capabilities.select_related("process")}
    wanted = {row.process.key: row.process for row in unsure.capabilities.select_related("process")} | process
    for who, what, whom, values in (
        (seeker, "drehen", mine, {}),
        (unsure, "fraesen", mine, {}),
        (mine, "haerten", hardener, {}),
        (
            make_firm(cluster, "Verworfen", seeks=["drehen"]),
            "drehen",
            mine,
            {"state": PairState.DISMISSED, "reason": "x"},
        ),
    ):
        PairFactory(
            cluster=cluster, seeker=who, process=wanted[what], provider=whom, found_at=days(-1), **values
        )
    client = Client()
    client.force_login(CompanyUserFactory(company=mine).user)
    words = text_of(client.get("/"))
    assert "Für das, was Sie suchen, gibt es neue Anbieter Härterei: " in words
    assert "Pumpenbau sucht " in words
    assert [name for name in ("Armaturen", "Verworfen") if name in words] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_much_waits(
    buyer: Buyer, rows: int, django_assert_num_queries
) -> None:
    buyer.user.company_roles.update(role=CompanyRole.OWNER)
    other = CompanyFactory(cluster=buyer.cluster)
    for number in range(rows):
        day = timezone.localdate() + datetime.timedelta(days=number)
        CertificateHeldFactory(
            company=buyer.company, certificate=None, name=f"Norm {number}", valid_until=day
        )
        ColleagueInvitationFactory(company=buyer.company, invited_at=days(-40), expires_at=days(-1))
        own = DemandFactory(
            company=buyer.company, cluster=buyer.cluster, state=DemandState.OPEN, opened_at=days(-9)
        )
        StoredMatchFactory(demand=own, company=other, found_at=days(-1))
        foreign = DemandFactory(
            company=other, cluster=buyer.cluster, state=DemandState.OPEN, opened_at=days(-9)
        )
        StoredMatchFactory(demand=foreign, company=buyer.company, found_at=days(-1))
        CapabilityFactory(company=buyer.company, relation=Relation.SOUGHT, depth="")
        PairFactory(
            cluster=buyer.cluster, seeker=CompanyFactory(cluster=buyer.cluster), provider=buyer.company
        )
        PairFactory(cluster=buyer.cluster, seeker=buyer.company, provider=other)
    start(buyer)
    with django_assert_num_queries(QUERIES):
        buyer.client.get("/")


QUERIES = 18
"""Fourteen of the page itself; four more because the open transaction of a test is never kept in the read model."""
