"""Persons learn once that they are stored, at an address of their own; whoever objected gets no mail of any kind."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.links import issue_link
from companies.domain.profile import save_profile
from companies.domain.profile_data import ContactData, ProfileData
from companies.models import Cluster, Company
from companies.notifications import COLLEAGUE_LINK
from companies.rules import mail_scope
from outbox.domain import mails
from outbox.domain.addresses import object_to_mail
from outbox.domain.delivery import deliver_due
from outbox.domain.rendering import Rendered
from outbox.enums import LegalBasis, MailState, ObjectionVia
from outbox.models import Address, Mail
from outbox.notifications import MailKind, kinds
from privacy.domain.addressees import OFFICES, is_office
from privacy.domain.notices import tell_persons
from privacy.models import PersonNotice
from profiles.enums import SubmissionSource
from tests.cast import Cast
from tests.factories import (
    ClusterFactory,
    ColleagueInvitationFactory,
    CompanyFactory,
    CompanyUserFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.personal_links import PURPOSES, link_address

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

# Why we may write to an address that a kind of mail is the first to be sent to.
BASIS = {
    "accounts.login_code": "CONTRACT",
    "accounts.password_reset": "CONTRACT",
    "accounts.security_notice": "CONTRACT",
    "companies.access_confirmation": "CONTRACT",
    "companies.access_declined": "CONTRACT",
    "companies.access_waiting": "PUBLIC_TASK",
    "companies.colleague_invitation": "LEGITIMATE",
    "companies.people_changed": "CONTRACT",
    "outbox.digest": "LEGITIMATE",
    "privacy.account_ends": "CONTRACT",
    "privacy.contact_notice": "PUBLIC_TASK",
    "privacy.firm_notice": "PUBLIC_TASK",
    "privacy.people_end": "PUBLIC_TASK",
    "privacy.request_due": "CONTRACT",
    "privacy.request_received": "CONTRACT",
    "profiles.archived": "PUBLIC_TASK",
    "profiles.certificates": "PUBLIC_TASK",
    "profiles.confirmation": "PUBLIC_TASK",
    "profiles.handed_in": "PUBLIC_TASK",
    "profiles.invitation": "PUBLIC_TASK",
    "profiles.published": "PUBLIC_TASK",
    "profiles.registration": "CONSENT",
    "profiles.registration_rejected": "CONSENT",
    "profiles.rejected": "PUBLIC_TASK",
    "profiles.returned": "PUBLIC_TASK",
}
# What somebody asked for a moment ago, and nothing else, reaches an address that objected.
ASKED_FOR = {
    "accounts.login_code",
    "accounts.password_reset",
    "companies.access_confirmation",
    "profiles.registration",
}


@pytest.fixture
def cluster(db: None) -> Cluster:
    return ClusterFactory(name="Metall-Cluster", agency_email="wifo@stadt.example")


def firm(
    cluster: Cluster, *people: ContactData, source: str = "Rückmeldung liste.xlsx", **values: str
) -> Company:
    data = ProfileData(**{"name": "Dreherei Vogel GmbH", **values}, contacts=people)
    change = save_profile(data=data, actor=None, cluster=cluster, source=source)
    return Company.objects.get(pk=change.company_id)


def told() -> list[str]:
    return sorted(PersonNotice.objects.values_list("email", flat=True))


def test_a_contact_person_is_told_once_with_a_link(cluster: Cluster) -> None:
    erika = ContactData("Erika Vogel", "Inhaberin", "Erika@vogel.example", "0631 1", consent_public=True)
    firm(cluster, erika, ContactData("Karl Amsel", email="info@vogel.example"))
    assert tell_persons(NOW) == "1 Personen unterrichtet"
    assert tell_persons(NOW + timedelta(days=1)) == "niemand zu unterrichten"
    assert told() == ["erika@vogel.example"]
    deliver_due(clock=lambda: NOW)
    (message,) = django_mail.outbox
    assert (message.to, message.reply_to) == (["erika@vogel.example"], ["wifo@stadt.example"])
    assert "Woher: aus einem Fragebogen, den Ihr Unternehmen zurückgegeben hat." in message.body
    assert "/ansprechperson/" in message.body
    assert "/datenschutz/" in message.body
    assert Address.objects.get().basis == LegalBasis.PUBLIC_TASK
    assert Mail.objects.get().scope == mail_scope(cluster)


def test_what_is_told_fits_the_source(cluster: Cluster) -> None:
    firm(cluster, ContactData("Erika Vogel", email="erika@vogel.example"), source="Verwaltung")
    tell_persons(NOW)
    text = Mail.objects.get().text
    assert "Woher: von der Wirtschaftsförderung, die Ihr Unternehmen eingetragen hat." in text
    assert "sonst niemand" in text


def test_a_person_who_is_removed_before_the_mail_leaves_gets_none(cluster: Cluster) -> None:
    company = firm(cluster, ContactData("Erika Vogel", email="erika@vogel.example"))
    tell_persons(NOW)
    company.contacts.all().delete()
    deliver_due(clock=lambda: NOW)
    assert Mail.objects.get().state == MailState.CANCELLED


def test_whoever_has_an_account_knows_it_already(cluster: Cluster) -> None:
    UserFactory(email="erika@vogel.example")
    firm(cluster, ContactData("Erika Vogel", email="Erika@vogel.example"))
    assert tell_persons(NOW) == "niemand zu unterrichten"


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Dreherei Vogel e. K.", "info@vogel.example", ["info@vogel.example"]),
        ("Dreherei Vogel GmbH", "info@vogel.example", []),
        ("Dreherei Vogel GmbH", "erika.vogel@vogel.example", []),
    ],
)
def test_sole_traders_are_persons_at_whatever_address(
    name: str, email: str, expected: list[str], cluster: Cluster
) -> None:
    firm(cluster, name=name, email=email)
    tell_persons(NOW)
    assert told() == expected


def test_a_sole_trader_who_answered_or_signs_in_knows_it_already(cluster: Cluster) -> None:
    answered = CompanyFactory(cluster=cluster, name="Vogel e. K.", email="a@vogel.example")
    SubmissionFactory(company=answered, cluster=cluster, source=SubmissionSource.LINK)
    CompanyUserFactory(company=CompanyFactory(cluster=cluster, name="Amsel e. K.", email="b@amsel.example"))
    assert tell_persons(NOW) == "niemand zu unterrichten"


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("info@x.de", True),
        ("Vertrieb.Export@x.de", True),
        ("buero2@x.de", True),
        ("Büro@x.de", True),
        ("vertrieb.mueller@x.de", False),
        ("e.vogel@x.de", False),
        ("4711@x.de", False),
    ],
)
def test_offices_and_persons(email: str, expected: bool) -> None:
    assert is_office(email) is expected


@given(st.lists(st.sampled_from(sorted(OFFICES)), min_size=1, max_size=3), st.sampled_from(".-_+"))
def test_offices_joined_are_an_office_until_a_name_is_added(names: list[str], joint: str) -> None:
    assert is_office(f"{joint.join(names)}@x.de")
    assert not is_office(f"{joint.join([*names, 'vogel'])}@x.de")


def test_every_kind_of_mail_states_its_legal_basis(db: None) -> None:
    assert {kind.key: kind.basis.value for kind in kinds()} == BASIS


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_one_objection_stops_mail_of_every_kind(
    kind: MailKind, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        mails, "render_mail", lambda *args, **values: Rendered("Betreff", "Text", "<p>Text</p>")
    )

    def written() -> Mail:
        with transaction.atomic():
            return mails.queue_mail(
                kind=kind, recipient="erika@vogel.example", context={}, actor=None, now=NOW
            )

    waiting = written()
    assert waiting.recipient.basis == kind.basis
    object_to_mail(address=waiting.recipient, via=ObjectionVia.LINK, actor=None)
    expected = MailState.WAITING if kind.key in ASKED_FOR else MailState.REFUSED
    assert written().state == expected
    if kind.key not in ASKED_FOR:
        deliver_due(clock=lambda: NOW + timedelta(days=2))
        waiting.refresh_from_db()
        assert (waiting.state, django_mail.outbox) == (MailState.REFUSED, [])


def test_where_people_enter_data_they_read_what_for(cast: Cast) -> None:
    draft = SubmissionFactory(cluster=cast.cluster, company=cast.own)
    invitation = ColleagueInvitationFactory(company=cast.own)
    accept = urlsplit(issue_link(purpose=COLLEAGUE_LINK, reference=invitation.reference)).path
    pages = {
        ("owner", reverse("profiles:own_step", args=[draft.reference, "fragen"])),
        ("owner", reverse("mfa_index")),
        ("anonymous", reverse("profiles:register")),
        ("anonymous", reverse("companies:access_request")),
        ("anonymous", accept),
        *(("anonymous", link_address(f"profiles:{name}", "open link", cast)) for name in PURPOSES),
    }
    silent = [
        address
        for standing, address in sorted(pages)
        if '"/datenschutz/"' not in main_of(cast.client(standing).get(address).content.decode())
    ]
    assert silent == []


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]
