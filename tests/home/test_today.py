"""The start page of staff: what waits in their own clusters, the most urgent first."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.domain.staff_groups import sync_staff_groups
from accounts.models import User
from companies.enums import AccessRequestState, CompanyState
from companies.models import Cluster, Company, UnknownWord
from companies.rules import mail_scope
from home.domain.today import Task, tasks_of
from matching.enums import DemandState, PairState
from outbox.enums import MailState, RunState
from outbox.models import Address
from profiles.enums import RegistrationState, SubmissionState
from tests.companies.pages_helpers import text_of
from tests.factories import (
    AccessRequestFactory,
    AddressFactory,
    ClusterFactory,
    CompanyFactory,
    ConfirmationRoundFactory,
    DataRequestFactory,
    DemandFactory,
    ImportBatchFactory,
    JobRunFactory,
    MailFactory,
    PairFactory,
    RegistrationFactory,
    SiteFactory,
    StaffFactory,
    SubmissionFactory,
)

NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)


def ago(days: int) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


@pytest.fixture
def steward(db, settings) -> User:
    sync_staff_groups(groups=settings.STAFF_GROUPS)
    return StaffFactory(clusters=[ClusterFactory()], groups=Group.objects.all())


@pytest.fixture
def cluster(steward: User) -> Cluster:
    return steward.clusters_staffed.get()


def fill(cluster: Cluster, *, name: str = "Alpha") -> None:
    """Let one of everything wait in a cluster."""
    firm = CompanyFactory(cluster=cluster, name=name, confirmed_at=datetime.date(2024, 11, 1))
    SubmissionFactory(company=firm, cluster=cluster, state=SubmissionState.SUBMITTED, submitted_at=ago(4))
    AccessRequestFactory(
        cluster=cluster, person_name=f"Petra {name}", state=AccessRequestState.WAITING, confirmed_at=ago(1)
    )
    RegistrationFactory(
        cluster=cluster, name=f"Neu {name}", state=RegistrationState.VERIFIED, verified_at=ago(1)
    )
    ImportBatchFactory(cluster=cluster, file_name=f"{name}.xlsx")
    DataRequestFactory(cluster=cluster, name=f"Erika {name}", received_on=ago(7).date())
    twin = CompanyFactory(
        cluster=cluster,
        name=name,
        slug=f"zwei-{firm.slug}",
        match_name=firm.match_name,
        confirmed_at=NOW.date(),
    )
    ConfirmationRoundFactory(company=twin, asked=3, asked_at=ago(7))
    for one in (firm, twin):
        SiteFactory(company=one, postcode="67655")
    mail = MailFactory(
        state=MailState.UNCLEAR, next_attempt_at=None, subject=f"An {name}", scope=mail_scope(cluster)
    )
    mail.recipient.undeliverable_at = ago(2)
    mail.recipient.save()
    DemandFactory(
        cluster=cluster,
        company=firm,
        title=f"Bedarf {name}",
        state=DemandState.OPEN,
        opened_at=ago(14),
        matched_at=NOW,
    )
    PairFactory(
        cluster=cluster,
        seeker=firm,
        provider=CompanyFactory(cluster=cluster, name=f"P {name}"),
        found_at=ago(1),
    )
    for one in (firm, twin):
        UnknownWord.objects.create(company=one, word=f"wort{name}".lower(), surface=f"Wort{name}")
    type(mail).objects.filter(pk=mail.pk).update(created_at=ago(3))
    Company.objects.in_clusters([cluster.pk]).update(created_at=ago(3))


def shown(user: User) -> list[tuple[str, str]]:
    """Text and oldest of what waits."""
    return [(task.text, task.oldest) for task in tasks_of(user, now=NOW)]


def test_one_of_everything_the_most_urgent_first(steward: User, cluster: Cluster) -> None:
    fill(cluster)
    JobRunFactory(
        job="profiles.freshness",
        due_at=ago(1),
        state=RunState.FAILED,
        finished_at=ago(1),
        next_attempt_at=None,
    )
    assert shown(steward) == [
        ("1 E-Mail im Unklaren: hat der Empfänger sie?", "An Alpha"),
        ("1 Bedarf, zu dem niemand passt", "Bedarf Alpha"),
        ("1 Einreichung durchsehen", "Alpha"),
        (
            "1 regelmäßige Arbeit ist fehlgeschlagen oder ausgefallen",
            "Nach der Aktualität der Profile fragen",
        ),
        ("1 veraltetes Profil", "Alpha"),
        ("1 Antrag auf Zugang entscheiden", "Petra Alpha"),
        ("1 Antrag zum Datenschutz beantworten", "Erika Alpha"),
        ("1 Unternehmen anrufen, das nicht antwortet", "Alpha"),
        ("1 Selbstanmeldung ohne Angaben", "Neu Alpha"),
        ("1 unzustellbare E-Mail-Adresse", Address.objects.get(undeliverable_at__isnull=False).email),
        ("2 Unternehmen stehen vielleicht doppelt da", "Alpha"),
        ("1 Paarung wartet", "Alpha ← P Alpha"),
        ("1 Datei mit Rückmeldungen fertig übernehmen", "Alpha.xlsx"),
        ("1 unbekanntes Wort zuordnen", "„WortAlpha“ bei 2 Unternehmen"),
    ]


def test_other_clusters_are_not_counted(steward: User, cluster: Cluster) -> None:
    fill(ClusterFactory(), name="Fremd")
    assert shown(steward) == []
    fill(cluster)
    assert [pair for pair in shown(steward) if "remd" in pair[1]] == []
    assert {text.split()[0] for text, _ in shown(steward)} == {"1", "2"}


def test_every_address_leads_to_a_list_with_as_many_rows(steward: User, cluster: Cluster) -> None:
    fill(cluster)
    fill(ClusterFactory(), name="Fremd")
    client = Client()
    client.force_login(steward)
    tasks = tasks_of(steward, now=NOW)
    assert len(tasks) == 13
    for task in tasks:
        page = client.get(task.address)
        listed = (
            page.context["cl"].result_count if "cl" in page.context else len(page.context["page"].object_list)
        )
        assert (task.address, listed) == (task.address, int(task.text.split()[0]))
        if task.oldest_address:
            assert client.get(task.oldest_address).status_code == 200


def test_what_nobody_has_to_do_does_not_wait(steward: User, cluster: Cluster) -> None:
    firm = CompanyFactory(cluster=cluster, confirmed_at=NOW.date())
    SubmissionFactory(company=firm, cluster=cluster, state=SubmissionState.DRAFT)
    AccessRequestFactory(cluster=cluster)
    RegistrationFactory(cluster=cluster)
    PairFactory(
        cluster=cluster, seeker=firm, provider=CompanyFactory(cluster=cluster), state=PairState.PROPOSED
    )
    CompanyFactory(cluster=cluster, state=CompanyState.ARCHIVED, confirmed_at=datetime.date(2020, 1, 1))
    UnknownWord.objects.create(company=firm, word="einmal", surface="Einmal")
    AddressFactory()
    for days, state in ((2, RunState.FAILED), (1, RunState.DONE)):
        JobRunFactory(
            job="profiles.freshness",
            due_at=ago(days),
            state=state,
            finished_at=ago(days),
            next_attempt_at=None,
        )
    other = CompanyFactory(cluster=cluster, name=firm.name, slug="zwei", match_name=firm.match_name)
    SiteFactory(company=firm, postcode="67655")
    SiteFactory(company=other, postcode="66849")
    assert [text for text, _ in shown(steward) if "überfällig" not in text] == []


def test_an_empty_day_says_so_kindly(steward: User) -> None:
    client = Client()
    client.force_login(steward)
    assert "Heute wartet nichts auf Sie" in text_of(client.get("/"))


def test_rights_decide_what_is_listed(cluster: Cluster) -> None:
    fill(cluster)
    person = StaffFactory(clusters=[cluster], groups=[Group.objects.get(name="Vermittlung")])
    assert [text for text, _ in shown(person)] == [
        "1 Bedarf, zu dem niemand passt",
        "1 veraltetes Profil",
        "1 Paarung wartet",
    ]


def test_lateness_is_measured_by_the_kind_of_work() -> None:
    assert [Task("", "", "", "", None, urgency).is_late for urgency in (0.9, 1, 3)] == [False, True, True]


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_costs_the_same_however_much_waits(
    steward: User, cluster: Cluster, times: int, django_assert_num_queries
) -> None:
    for number in range(times):
        fill(cluster, name=f"Firma {number}")
    client = Client()
    client.force_login(steward)
    client.get("/")
    with django_assert_num_queries(26):
        client.get("/")
