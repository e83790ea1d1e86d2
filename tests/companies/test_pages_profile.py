"""The page of one firm."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.enums import CertificateState, CompanyState, Depth, NameKind
from companies.models import Company, CompanyName
from companies.search.rows import write_row
from competences.domain.vocabulary import bump_version
from tests.companies.pages_helpers import Buyer, make_buyer, text_of
from tests.factories import (
    AliasFactory,
    CapabilityFactory,
    CapabilityLimitFactory,
    CertificateFactory,
    CertificateHeldFactory,
    ClusterFactory,
    CompanyFactory,
    ContactPersonFactory,
    MachineFactory,
    MaterialFactory,
    ProcessFactory,
    SiteFactory,
    SuperuserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Buyer:
    return make_buyer()


@pytest.fixture
def firm(buyer: Buyer) -> Company:
    return CompanyFactory(name="Lauterblech GmbH", cluster=buyer.cluster)


def page_of(buyer: Buyer, firm: Company) -> str:
    return text_of(buyer.client.get(firm.get_absolute_url()))


def test_a_firm_without_answers_says_so_in_every_part(buyer: Buyer, firm: Company) -> None:
    assert page_of(buyer, firm) == (
        "Lauterblech GmbH Zulieferer Angaben noch nicht bestätigt Drucken "
        "Was wir am besten können Dazu hat das Unternehmen noch nichts gesagt. "
        "Was wir für andere tun Keine weiteren Leistungen angegeben. "
        "Werkstoffe und Maschinen Werkstoffe keine Angabe Maschinen keine Angabe "
        "Wofür wir Partner suchen Zurzeit wird kein Partner gesucht. "
        "Kontakt Keine Angabe. Die Wirtschaftsförderung stellt den Kontakt gern her. "
        "Zertifikate keine Angabe Standorte keine Angabe "
        "Ähnliche Unternehmen Kein anderes Unternehmen bietet Vergleichbares an. Wer könnte einspringen?"
    )


def test_limits_are_written_with_german_numbers_and_units(buyer: Buyer, firm: Company) -> None:
    work = CapabilityFactory(company=firm, process=ProcessFactory(name_de="Laserschneiden"))
    CapabilityLimitFactory(
        capability=work,
        material=MaterialFactory(name_de="Baustahl"),
        length_mm=4000,
        width_mm=2000,
        thickness_min_mm=0.5,
        thickness_max_mm=20,
        batch_min=1,
        batch_max=10000,
    )
    assert (
        "Laserschneiden Baustahl Größe bis 4.000 × 2.000 mm , Dicke 0,5 bis 20 mm , Losgröße 1 bis 10.000 Stück"
    ) in page_of(buyer, firm)


def test_depths_stand_apart_and_lead_to_the_search_that_finds_them(buyer: Buyer, firm: Company) -> None:
    CapabilityFactory(company=firm, process=ProcessFactory(key="kanten", name_de="Kanten"))
    CapabilityFactory(
        company=firm, process=ProcessFactory(key="lackieren", name_de="Lackieren"), depth=Depth.VIA_PARTNER
    )
    CapabilityFactory(company=firm, process=ProcessFactory(name_de="Verzinken"), sought=True)
    response = buyer.client.get(firm.get_absolute_url())
    words = text_of(response)
    assert "Was wir am besten können Kanten Was wir für andere tun" in words
    assert "Über Partner Diese Arbeiten vergibt das Unternehmen und liefert sie mit. Lackieren" in words
    assert "Wofür wir Partner suchen Verzinken" in words
    assert '<a class="chip" href="/suche/?verfahren=kanten">Kanten</a>' in response.content.decode()


def test_own_words_are_marked_only_where_the_profile_holds_what_was_recognised(
    buyer: Buyer, firm: Company
) -> None:
    turning = ProcessFactory(key="drehen", name_de="Drehen")
    AliasFactory(text="Drehteile", process=turning)
    AliasFactory(text="Frästeile", process=ProcessFactory(key="fraesen", name_de="Fräsen"))
    Company.objects.filter(pk=firm.pk).update(core_text="Drehteile und Frästeile <b>nach</b> Zeichnung")
    CapabilityFactory(company=firm, process=turning)
    content = buyer.client.get(firm.get_absolute_url()).content.decode()
    assert (
        '<a class="recognised" href="/suche/?verfahren=drehen" title="Verstanden als: Drehen">Drehteile</a> '
        "und Frästeile &lt;b&gt;nach&lt;/b&gt; Zeichnung"
    ) in content


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (0, CertificateState.HELD, "gültig bis {date}"),
        (-1, CertificateState.HELD, "abgelaufen am {date}"),
        (None, CertificateState.HELD, "ohne Ablaufdatum"),
        (None, CertificateState.ANNOUNCED, "in Vorbereitung"),
    ],
)
def test_a_certificate_says_in_words_what_it_is_worth_today(
    buyer: Buyer, firm: Company, days: int | None, state: str, words: str
) -> None:
    valid_until = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    CertificateHeldFactory(company=firm, name="ISO 9001", valid_until=valid_until, state=state, number="7")
    expected = words.format(date=valid_until and valid_until.strftime("%d.%m.%Y"))
    assert f"Zertifikate ISO 9001 {expected} Nr. 7 Standorte" in page_of(buyer, firm)


def test_only_a_certificate_that_counts_leads_to_a_search(buyer: Buyer, firm: Company) -> None:
    expired = timezone.localdate() - datetime.timedelta(days=1)
    norm = CertificateFactory(key="iso-9001")
    CertificateHeldFactory(company=firm, certificate=norm, name="ISO 9001")
    CertificateHeldFactory(
        company=firm, certificate=CertificateFactory(key="en-1090"), name="EN 1090", valid_until=expired
    )
    content = buyer.client.get(firm.get_absolute_url()).content.decode()
    assert "zertifikat=iso-9001" in content
    assert "zertifikat=en-1090" not in content


def test_a_contact_without_consent_is_shown_to_nobody_else(buyer: Buyer, firm: Company) -> None:
    for company in (firm, buyer.company):
        ContactPersonFactory(company=company, name="Erika Verborgen", email="erika@firma.example")
    assert "Verborgen" not in buyer.client.get(firm.get_absolute_url()).content.decode()
    assert "Erika Verborgen erika@firma.example ohne Zustimmung" in page_of(buyer, buyer.company)


def test_a_consent_with_a_restriction_shows_name_and_role_only(buyer: Buyer, firm: Company) -> None:
    ContactPersonFactory(
        company=firm,
        name="Otto Offen",
        role="Vertrieb",
        phone="0151 5550",
        email="otto@firma.example",
        consent_public=True,
        consent_note="Mobilnummer nicht zeigen",
    )
    content = buyer.client.get(firm.get_absolute_url()).content.decode()
    assert "Otto Offen" in content
    assert "Vertrieb" in content
    for hidden in ("0151 5550", "otto@firma.example", "Mobilnummer"):
        assert hidden not in content


def test_sites_tell_the_distance_from_the_readers_own(buyer: Buyer, firm: Company) -> None:
    SiteFactory(company=firm, street="Werkstraße 1")
    words = page_of(buyer, firm)
    assert "Lauterblech GmbH Zulieferer Landstuhl, 15 km entfernt" in words
    assert "Standort Werkstraße 1 66849 Landstuhl 15 km von Ihrem Standort" in words


def test_similar_firms_are_named_with_what_they_share(buyer: Buyer, firm: Company) -> None:
    processes = [ProcessFactory(name_de="Drehen"), ProcessFactory(name_de="Fräsen")]
    close = CompanyFactory(name="Zwilling GmbH", cluster=buyer.cluster)
    far = CompanyFactory(name="Anders GmbH", cluster=buyer.cluster)
    seeker = CompanyFactory(name="Sucher KG", cluster=buyer.cluster)
    for process in processes:
        CapabilityFactory(company=firm, process=process)
        CapabilityFactory(company=close, process=process)
    CapabilityFactory(company=far, process=processes[0])
    CapabilityFactory(company=seeker, process=processes[0], sought=True)
    bump_version()
    for company in (firm, close, far, seeker):
        write_row(company)
    words = page_of(buyer, firm)
    similar = words[words.index("Ähnliche Unternehmen") :]
    assert similar.startswith("Ähnliche Unternehmen Zwilling GmbH ")
    assert "Anders GmbH Drehen" in similar
    assert "Sucher" not in similar


def test_an_earlier_address_leads_to_the_present_one(buyer: Buyer, firm: Company) -> None:
    CompanyName.objects.create(company=firm, name="Alter Name", kind=NameKind.FORMER, slug="alter-name")
    response = buyer.client.get(reverse("companies:detail", args=["alter-name"]))
    assert (response.status_code, response["Location"]) == (301, "/unternehmen/lauterblech-gmbh/")


def test_a_foreign_cluster_and_an_unpublished_firm_do_not_exist(buyer: Buyer) -> None:
    foreign = CompanyFactory(cluster=ClusterFactory())
    draft = CompanyFactory(cluster=buyer.cluster, state=CompanyState.DRAFT)
    for company in (foreign, draft):
        assert buyer.client.get(company.get_absolute_url()).status_code == 404


def test_the_own_draft_says_that_nobody_else_sees_it(buyer: Buyer) -> None:
    Company.objects.filter(pk=buyer.company.pk).update(state=CompanyState.DRAFT)
    assert (
        "Dieses Profil ist nicht veröffentlicht (Entwurf). Andere Unternehmen sehen es nicht."
    ) in page_of(buyer, buyer.company)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries_whatever_the_profile_holds(
    buyer: Buyer, firm: Company, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        work = CapabilityFactory(company=firm)
        CapabilityLimitFactory(capability=work, length_mm=10, material=MaterialFactory())
        CertificateHeldFactory(company=firm, name=f"Norm {number}")
        ContactPersonFactory(company=firm, consent_public=True, name=f"Person {number}")
        MachineFactory(company=firm)
        SiteFactory(company=firm, is_main=number == 0)
        similar = CompanyFactory(name=f"Ähnlich {number}", cluster=buyer.cluster)
        CapabilityFactory(company=similar, process=work.process)
    bump_version()
    for company in Company.objects.all():
        write_row(company)
    buyer.client.get(firm.get_absolute_url())  # compiles the vocabulary, once per process and version
    # Twelve of the page; three more because the open transaction of a test is never kept in the read model.
    with django_assert_num_queries(15):
        response = buyer.client.get(firm.get_absolute_url())
    assert len(response.context["page"].similar) == rows


def test_staff_read_a_contact_without_consent(buyer: Buyer, firm: Company) -> None:
    ContactPersonFactory(company=firm, name="Erika Verborgen")
    buyer.client.force_login(SuperuserFactory())
    assert "Erika Verborgen ohne Zustimmung" in page_of(buyer, firm)


def test_only_those_who_look_after_the_firm_get_the_way_to_edit_it(buyer: Buyer, firm: Company) -> None:
    edit = reverse("admin:companies_company_change", args=[firm.pk])
    assert edit not in buyer.client.get(firm.get_absolute_url()).content.decode()
    buyer.client.force_login(SuperuserFactory())
    assert edit in buyer.client.get(firm.get_absolute_url()).content.decode()
