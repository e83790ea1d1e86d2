"""A whole profile goes in, and what follows from it comes out."""

import dataclasses
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.domain.profile import preview_profile, save_profile
from companies.domain.profile_data import CertificateData, ContactData, MachineData, ProfileData
from companies.domain.stored_profile import profile_data_of
from companies.enums import CapabilitySource, CertificateState, CompanyKind, CompanyState, Depth, Relation
from companies.models import Capability, Company, SearchRow
from tests.factories import CapabilityFactory, UserFactory

pytestmark = pytest.mark.usefixtures("vocabulary")

PROFILE = ProfileData(
    name="Dreherei Muster GmbH",
    legal_form="GmbH",
    kind="Zulieferer",
    street="Werkstraße 1",
    postcode="66849",
    town="Landstuhl",
    website="www.dreherei.example",
    employees=12,
    industries=("Maschinenbau", "Weltraum"),
    core_competences="Drehteile aus 1.4301 bis Ø 200 x 500 mm.\nFeuerverzinken machen wir nicht.",
    offered_services="Fräsen. Härten über Partner.",
    sought_partners="Laserzuschnitte",
    materials="Edelstahl, Aluminium",
    certificates=(
        CertificateData("ISO 9001:2015", datetime.date(2027, 6, 30), "99-1"),
        CertificateData("DIN EN 1090-2 EXC3", None, "in Vorbereitung"),
    ),
    machines=(MachineData("Kreissäge", "Trenno", 2, "bis Ø 250"),),
    batch_sizes="1–500",
    languages=("Deutsch", "Englisch"),
    contact=ContactData("Erika Beispiel", "Inhaberin", consent_public=True),
    notes_internal="Ruft lieber an.",
    last_confirmed=datetime.date(2026, 9, 1),
)

LONG = "Drehen bis Ø 100 mm, Fräsen 400 x 300 x 200 mm, WIG-Schweißen, Laserschneiden bis 10 mm Stahl, Sägen."


def save(cluster, data=PROFILE, **kwargs):
    return save_profile(data=data, actor=None, cluster=cluster, source="Test", **kwargs)


@pytest.fixture
def company(cluster):
    return Company.objects.get(pk=save(cluster).company_id)


def capabilities(company):
    return {
        (row.process.key, row.relation, row.depth) for row in company.capabilities.select_related("process")
    }


def test_a_new_firm_is_stored_whole(company, cluster):
    assert company.slug == "dreherei-muster-gmbh"
    assert company.kind == CompanyKind.SUPPLIER
    assert company.state == CompanyState.PUBLISHED
    assert company.website == "https://www.dreherei.example"
    assert company.core_text == PROFILE.core_competences
    assert company.confirmed_at == datetime.date(2026, 9, 1)
    assert company.industries_text == "Maschinenbau, Weltraum"
    assert [node.key for node in company.industries.all()] == ["maschinenbau"]
    assert {node.key for node in company.materials.all()} == {"1-4301", "edelstahl", "aluminium"}
    assert [m.cluster for m in company.memberships.all()] == [cluster]
    assert [note.text for note in company.notes.all()] == ["Ruft lieber an."]
    site = company.sites.get()
    assert (site.place.key, site.latitude, site.longitude) == ("66849-landstuhl", 49.413, 7.570)
    contact = company.contacts.get()
    assert (contact.name, contact.consent_public) == ("Erika Beispiel", True)
    assert SearchRow.objects.filter(company=company, removed=False).count() == 1


def test_answers_become_capabilities(company):
    assert capabilities(company) == {
        ("drehen", Relation.OFFERED, Depth.CORE),
        ("fraesen", Relation.OFFERED, Depth.SUPPLEMENTARY),
        ("haerten", Relation.OFFERED, Depth.VIA_PARTNER),
        ("saegen", Relation.OFFERED, Depth.SUPPLEMENTARY),
        ("laserschneiden", Relation.SOUGHT, ""),
    }
    turning = company.capabilities.get(process__key="drehen")
    assert turning.text == "Drehteile aus 1.4301 bis Ø 200 x 500 mm."
    limits = turning.limits.get()
    assert (limits.material, limits.diameter_mm, limits.turning_length_mm) == (None, 200, 500)
    assert (limits.batch_min, limits.batch_max) == (1, 500)


def test_certificates_get_their_node_part_level_and_state(company):
    rows = {row.certificate.key: row for row in company.certificates.all()}
    assert rows["iso-9001"].valid_until == datetime.date(2027, 6, 30)
    assert rows["iso-9001"].state == CertificateState.HELD
    assert (rows["en-1090"].part, rows["en-1090"].level) == ("-2", "EXC3")
    assert rows["en-1090"].state == CertificateState.ANNOUNCED
    assert len(rows) == 2


def test_saving_the_same_again_writes_nothing(company, cluster):
    change_number = SearchRow.objects.get().change_number
    change = save(cluster, company=company)
    assert not change
    assert list(change) == []
    assert company.history.count() == 1
    assert company.sites.get().history.count() == 1
    assert SearchRow.objects.get().change_number == change_number


def test_preview_says_what_saving_would_change_and_writes_nothing(company, cluster):
    data = ProfileData(employees=14, core_competences="Fräsen", town="Landstuhl")
    change = preview_profile(data=data, actor=None, cluster=cluster, source="Test", company=company)
    assert [(item.field, item.old, item.new) for item in change] == [
        ("employees", 12, 14),
        ("core_competences", PROFILE.core_competences, "Fräsen"),
    ]
    company.refresh_from_db()
    assert company.employees == 12


def test_none_keeps_and_empty_clears(company, cluster):
    save(cluster, ProfileData(sought_partners="", employees=None, languages=()), company=company)
    company.refresh_from_db()
    assert company.sought_text == ""
    assert company.employees == 12
    assert company.languages == []
    assert company.capabilities.filter(relation=Relation.SOUGHT).count() == 0


def test_recognised_capabilities_follow_the_text_and_entered_ones_stay(company, cluster):
    CapabilityFactory(
        company=company, process=_process("wig-schweissen"), depth=Depth.SUPPLEMENTARY, text="Herr Beispiel"
    )
    save(
        cluster,
        ProfileData(core_competences="WIG-Schweißen und Fräsen", offered_services=""),
        company=company,
    )
    assert capabilities(company) == {
        ("wig-schweissen", Relation.OFFERED, Depth.SUPPLEMENTARY),
        ("fraesen", Relation.OFFERED, Depth.CORE),
        ("saegen", Relation.OFFERED, Depth.SUPPLEMENTARY),
        ("laserschneiden", Relation.SOUGHT, ""),
    }
    assert Capability.objects.get(process__key="wig-schweissen").source == CapabilitySource.ENTERED


def test_excluded_processes_are_left_out(company, cluster):
    company.excluded_processes.add(_process("drehen"))
    save(cluster, ProfileData(core_competences="Drehteile, Fräsen"), company=company)
    assert "drehen" not in {key for key, _, _ in capabilities(company)}


def test_history_names_the_person_and_the_reason(company, cluster):
    user = UserFactory()
    save_profile(
        data=ProfileData(employees=15),
        actor=user,
        cluster=cluster,
        source="Gespräch am 3.9.",
        company=company,
    )
    entry = company.history.first()
    assert (entry.history_user, entry.history_change_reason, entry.employees) == (
        user,
        "Gespräch am 3.9.",
        15,
    )
    assert company.capabilities.first().history.count() == 1


def test_a_renamed_firm_is_still_found_under_its_old_name_and_address(company, cluster):
    save(cluster, ProfileData(name="Präzision Landstuhl GmbH"), company=company)
    company.refresh_from_db()
    assert company.slug == "praezision-landstuhl-gmbh"
    assert list(company.names.values_list("name", "slug")) == [
        ("Dreherei Muster GmbH", "dreherei-muster-gmbh")
    ]
    assert Company.objects.at_address("dreherei-muster-gmbh").get() == company


def test_another_spelling_keeps_the_address(company, cluster):
    save(cluster, ProfileData(name="DREHEREI Muster GmbH & Co. KG"), company=company)
    company.refresh_from_db()
    assert (company.name, company.slug) == ("DREHEREI Muster GmbH & Co. KG", "dreherei-muster-gmbh")
    assert company.names.count() == 0


def test_two_firms_of_one_name_get_two_addresses(company, cluster):
    other = save(cluster, ProfileData(name="Dreherei Muster GmbH", postcode="67655", town="Kaiserslautern"))
    assert Company.objects.get(pk=other.company_id).slug == "dreherei-muster-gmbh-2"


def test_a_draft_stays_out_of_the_search(cluster):
    change = save(cluster, publish=False)
    assert Company.objects.get(pk=change.company_id).state == CompanyState.DRAFT
    assert SearchRow.objects.filter(removed=False).count() == 0
    save(cluster, company=Company.objects.get(pk=change.company_id))
    assert SearchRow.objects.filter(removed=False).count() == 1


def test_certificate_rows_keep_what_the_list_does_not_say(company, cluster):
    company.certificates.filter(certificate__key="iso-9001").update(issuer="Prüfstelle")
    given = (CertificateData("ISO 9001:2015", datetime.date(2028, 6, 30), "99-2"),)
    save(cluster, ProfileData(certificates=given), company=company)
    row = company.certificates.get()
    assert (row.issuer, row.number, row.valid_until) == ("Prüfstelle", "99-2", datetime.date(2028, 6, 30))


def test_a_contact_of_the_same_name_is_completed_another_is_added(company, cluster):
    save(cluster, ProfileData(contact=ContactData("erika beispiel", phone="06371 5550-1")), company=company)
    contact = company.contacts.get()
    assert (contact.phone, contact.role, contact.consent_public) == ("06371 5550-1", "Inhaberin", True)
    save(cluster, ProfileData(contact=ContactData("Max Muster")), company=company)
    assert [row.name for row in company.contacts.all()] == ["Erika Beispiel", "Max Muster"]
    assert company.contacts.last().consent_public is False


def test_stored_profile_reads_back_as_it_was_given(company):
    data = profile_data_of(company)
    for name in ("name", "core_competences", "machines", "certificates", "industries", "languages", "town"):
        assert sorted(map(str, getattr(data, name))) == sorted(map(str, getattr(PROFILE, name)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ProfileData(employees=3), "Der Name des Unternehmens fehlt."),
        (ProfileData(name="A", kind="Zauberei"), "„Zauberei“ ist keine Art von Unternehmen."),
        (ProfileData(name="A", postcode="6765"), "Eine deutsche Postleitzahl hat fünf Ziffern"),
        (ProfileData(name="A", email="kein"), "Bitte gültige E-Mail-Adresse eingeben."),
    ],
)
def test_what_cannot_be_stored_is_said_and_nothing_is_written(cluster, data, message):
    with pytest.raises(ValidationError) as caught:
        save(cluster, data)
    assert message in " ".join(caught.value.messages)
    assert Company.objects.count() == 0


def test_register_entries_are_unique(company, cluster):
    entry = {"register_number": "HRB 1", "register_court": "Zweibrücken"}
    save(cluster, ProfileData(**entry), company=company)
    with pytest.raises(ValidationError) as caught:
        save(cluster, ProfileData(name="Andere GmbH", **entry))
    assert caught.value.messages == [
        "Diese Registernummer gehört bei diesem Gericht schon zu einem anderen Unternehmen."
    ]


def test_a_long_profile_costs_no_more_queries_than_a_short_one(cluster):
    save(cluster, dataclasses.replace(PROFILE, name="Betrieb mit allen Wörtern", core_competences=LONG))
    counts = []
    for number, core in enumerate(("Drehen bis Ø 100 mm", LONG)):
        data = dataclasses.replace(PROFILE, name=f"Betrieb {number}", core_competences=core)
        with CaptureQueriesContext(connection) as queries:
            save(cluster, data)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _process(key):
    from competences.models import Process

    return Process.objects.get(key=key)
