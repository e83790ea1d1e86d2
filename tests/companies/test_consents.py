"""Consents of contact persons: given with a text and a time, withdrawn at once, never brought back by accident."""

import datetime
import io
import zipfile
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from companies.domain.consent_records import ConsentSource, Tick, on_day
from companies.domain.consents import give_consent, withdraw_consent
from companies.domain.contact_links import contact_of, contact_token, contact_url
from companies.domain.editing import drop_part, save_part
from companies.domain.export import export_workbook
from companies.domain.profile import preview_profile, save_profile
from companies.domain.profile_data import ContactData, ProfileData
from companies.domain.restoring import restore_version
from companies.enums import ConsentWay
from companies.models import Cluster, Company, Consent, ContactPerson
from pages.domain.editing import publish_text, version_in_force
from pages.enums import PageSlug
from tests.cast import Cast
from tests.factories import ClusterFactory, CompanyFactory, ContactPersonFactory, StaffFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


@pytest.fixture
def cluster() -> Cluster:
    return ClusterFactory()


def saved(cluster: Cluster, *people: ContactData, company: Company | None = None, **how: object) -> Company:
    data = ProfileData(name="Dreherei Vogel", contacts=people)
    change = save_profile(data=data, actor=None, cluster=cluster, source="Test", company=company, **how)
    return Company.objects.get(pk=change.company_id or company.pk)


def shown(company: Company) -> dict[str, bool]:
    return dict(company.contacts.values_list("name", "consent_public"))


def test_a_consent_keeps_text_time_way_and_person(cluster: Cluster) -> None:
    person = StaffFactory()
    contact = ContactPersonFactory()
    consent = give_consent(contact=contact, way=ConsentWay.STAFF, actor=person, at=MONDAY)
    assert contact.consent_public is True
    assert (consent.person, consent.way, consent.given_at, consent.given_by) == (
        "Erika Beispiel",
        "STAFF",
        MONDAY,
        person,
    )
    assert consent.text == version_in_force(PageSlug.CONSENT)
    assert give_consent(contact=contact, way=ConsentWay.FORM, actor=None) == consent
    latest = contact.history.first()
    assert (latest.consent_public, latest.history_user, latest.history_change_reason) == (
        True,
        person,
        "Einwilligung erteilt (Wirtschaftsförderung im Auftrag)",
    )
    publish_text(slug=PageSlug.CONSENT, title="Einwilligung", body="Ein anderer Text.", actor=None)
    assert Consent.objects.get().text.body.startswith("Mein Name, meine Funktion")


def test_withdrawing_hides_at_once_and_stays_in_the_history() -> None:
    contact = ContactPersonFactory(consent_public=True)
    assert withdraw_consent(contact=contact, way=ConsentWay.PERSON, actor=None, at=timezone.now()) is True
    assert withdraw_consent(contact=contact, way=ConsentWay.PERSON, actor=None) is False
    consent = Consent.objects.get()
    assert (consent.withdrawn_way, consent.withdrawn_by) == ("PERSON", None)
    assert consent.withdrawn_at >= consent.given_at
    contact.refresh_from_db()
    assert contact.consent_public is False
    assert contact.company.versions.get().data["contacts"][0]["consent_public"] is False
    assert contact.history.first().history_change_reason == "Einwilligung zurückgenommen (die Person selbst)"


def test_nobody_agrees_by_being_removed() -> None:
    with pytest.raises(ValidationError, match="keine Einwilligung"):
        give_consent(contact=ContactPersonFactory(), way=ConsentWay.REMOVED, actor=None)


def test_an_import_agrees_to_the_words_of_the_questionnaire_on_its_day(cluster: Cluster) -> None:
    company = saved(
        cluster,
        ContactData("Erika", consent_public=True),
        consent=on_day(ConsentWay.IMPORT, datetime.date(2026, 3, 4)),
    )
    consent = company.consents.get()
    assert consent.text.page.slug == PageSlug.CONSENT_ON_PAPER
    assert timezone.localtime(consent.given_at).isoformat() == "2026-03-04T00:00:00+01:00"


def test_a_tick_keeps_the_text_that_stood_beside_it(cluster: Cluster) -> None:
    old = version_in_force(PageSlug.CONSENT)
    publish_text(slug=PageSlug.CONSENT, title="Einwilligung", body="Neu", actor=None)
    source = ConsentSource(ConsentWay.LINK, timezone.now(), None, {"erika": Tick(old.pk, MONDAY)})
    company = saved(cluster, ContactData("Erika", consent_public=True), consent=source)
    consent = company.consents.get()
    assert (consent.text, consent.given_at, consent.given_by) == (old, MONDAY, None)


def test_no_import_and_no_older_statement_brings_a_consent_back(cluster: Cluster) -> None:
    yes = ContactData("Erika", consent_public=True)
    company = saved(cluster, yes)
    withdraw_consent(contact=company.contacts.get(), way=ConsentWay.PERSON, actor=None)
    source = ConsentSource(ConsentWay.IMPORT)
    assert not preview_profile(
        data=ProfileData(contacts=(yes,)),
        actor=None,
        cluster=cluster,
        source="Test",
        company=company,
        consent=source,
    )
    for how in (source, ConsentSource(ConsentWay.FORM, timezone.now() - datetime.timedelta(hours=1))):
        assert shown(saved(cluster, yes, company=company, consent=how)) == {"Erika": False}
    single = ProfileData(contact=yes)
    assert not save_profile(
        data=single, actor=None, cluster=cluster, source="Test", company=company, consent=source
    )
    later = ConsentSource(ConsentWay.FORM, timezone.now())
    assert shown(saved(cluster, yes, company=company, consent=later)) == {"Erika": True}
    assert company.consents.count() == 2


def test_no_statement_keeps_what_is_stored(cluster: Cluster) -> None:
    company = saved(cluster, ContactData("Erika", consent_public=True), ContactData("Karl"))
    assert shown(company) == {"Erika": True, "Karl": False}
    again = saved(cluster, ContactData("Erika", phone="1"), ContactData("Karl"), company=company)
    assert shown(again) == {"Erika": True, "Karl": False}


def test_restoring_an_older_version_does_not_bring_the_consent_back(cluster: Cluster) -> None:
    staff = StaffFactory()
    cluster.staff.add(staff)
    company = saved(cluster, ContactData("Erika", phone="1", consent_public=True))
    version = company.versions.get()
    saved(cluster, ContactData("Erika", phone="2", consent_public=False), company=company)
    restore_version(version=version, actor=staff)
    contact = company.contacts.get()
    assert (contact.phone, contact.consent_public) == ("1", False)


def test_removing_a_person_ends_the_consent_and_keeps_the_proof(cluster: Cluster) -> None:
    company = saved(
        cluster, ContactData("Erika", consent_public=True), ContactData("Karl", consent_public=True)
    )
    saved(cluster, ContactData("Karl", consent_public=True), company=company)
    drop_part(row=company.contacts.get(), actor=None)
    assert sorted(company.consents.values_list("person", "withdrawn_way", "contact")) == [
        ("Erika", "REMOVED", None),
        ("Karl", "REMOVED", None),
    ]


def test_the_administration_gives_and_withdraws_through_the_same_records() -> None:
    contact = ContactPersonFactory()
    for is_shown, number in ((True, 1), (False, 1), (True, 2)):
        contact.consent_public = is_shown
        save_part(row=contact, actor=None)
        assert contact.consents.in_force().exists() is is_shown
        assert contact.consents.count() == number


def test_every_shown_person_of_any_write_has_a_consent(cluster: Cluster) -> None:
    people = [ContactData(name, consent_public=name != "Karl") for name in ("Erika", "Karl", "Zoë")]
    company = saved(cluster, *people)
    saved(cluster, *reversed(people[1:]), company=company)
    agreed = set(Consent.objects.in_force().values_list("contact", flat=True))
    assert agreed == set(ContactPerson.objects.filter(consent_public=True).values_list("pk", flat=True))


def test_the_table_of_firms_leaves_out_who_has_not_agreed(cluster: Cluster) -> None:
    firms = Company.objects.filter(pk=saved(cluster, ContactData("Erika", consent_public=False)).pk)
    assert b"Erika" not in unzipped(export_workbook(firms.for_profile()))
    give_consent(contact=ContactPerson.objects.get(), way=ConsentWay.STAFF, actor=None)
    assert b"Erika" in unzipped(export_workbook(firms.for_profile()))


def unzipped(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_the_person_reads_and_withdraws_without_an_account(client: Client) -> None:
    company = CompanyFactory(cluster=ClusterFactory(), name="Dreherei Vogel")
    contact = ContactPersonFactory(company=company, email="erika@vogel.example", consent_public=True)
    page = client.get(urlsplit(contact_url(contact)).path)
    assert "Sie sind als Ansprechperson von Dreherei Vogel eingetragen." in page.content.decode()
    assert "Mein Name, meine Funktion" in page.content.decode()
    answer = client.post(page.request["PATH_INFO"], follow=True).content.decode()
    assert "ab sofort für andere nicht mehr zu sehen" in answer
    assert Consent.objects.get().withdrawn_way == ConsentWay.PERSON


def test_a_link_ends_with_the_address_it_was_made_for() -> None:
    contact = ContactPersonFactory(email="erika@vogel.example")
    token = contact_token(contact)
    assert contact_of(token) == contact
    ContactPerson.objects.update(email="karl@vogel.example")
    assert contact_of(token) is None
    assert contact_of("WzEsImEuYiJd:erfunden") is None


def test_an_editor_hides_a_person_from_the_profile(cast: Cast) -> None:
    contact = ContactPersonFactory(company=cast.own, name="Erika Sichtbar", consent_public=True)
    address = f"/unternehmen/{cast.own.slug}/ansprechpersonen/{contact.pk}/"
    assert address in cast.client("editor").get(cast.own.get_absolute_url()).content.decode()
    assert address not in cast.client("viewer").get(cast.own.get_absolute_url()).content.decode()
    assert "Erika Sichtbar" in cast.client("neighbour").get(cast.own.get_absolute_url()).content.decode()
    assert cast.client("editor").post(address).status_code == 302
    assert "Erika Sichtbar" not in cast.client("neighbour").get(cast.own.get_absolute_url()).content.decode()
    consent = Consent.objects.get()
    assert (consent.withdrawn_way, consent.withdrawn_by) == ("FORM", cast.people["editor"])
