"""The list of all firms."""

import pytest

from companies.enums import CompanyKind, CompanyState
from companies.models import Company, CompanyName
from tests.companies.pages_helpers import Buyer, make_buyer, text_of
from tests.factories import (
    CapabilityFactory,
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    PlaceFactory,
    ProcessFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Buyer:
    return make_buyer("Omega AG")


def names(buyer: Buyer, query: str = "") -> list[str]:
    rows = buyer.client.get(f"/unternehmen/{query}").context["rows"]
    return [firm.name for firm, _ in rows]


def test_firms_stand_in_the_order_of_their_names_with_umlauts_beside_their_letters(buyer: Buyer) -> None:
    for name in ("Zander GmbH", "Ähre KG", "Bär AG"):
        CompanyFactory(name=name, cluster=buyer.cluster)
    assert names(buyer) == ["Ähre KG", "Bär AG", "Omega AG", "Zander GmbH"]


def test_foreign_and_unpublished_firms_are_not_listed(buyer: Buyer) -> None:
    CompanyFactory(cluster=ClusterFactory())
    CompanyFactory(cluster=buyer.cluster, state=CompanyState.DRAFT)
    assert names(buyer) == ["Omega AG"]


def test_a_row_names_place_kind_and_core_work(buyer: Buyer) -> None:
    firm = CompanyFactory(name="Alpha GmbH", cluster=buyer.cluster)
    SiteFactory(company=firm)
    CapabilityFactory(company=firm, process=ProcessFactory(name_de="Drehen"))
    CapabilityFactory(company=firm, process=ProcessFactory(name_de="Fräsen"))
    words = text_of(buyer.client.get("/unternehmen/"))
    assert "2 Unternehmen Alpha GmbH Landstuhl · Zulieferer Drehen · Fräsen nie bestätigt Omega AG" in words


@pytest.mark.parametrize("query", ["?name=alfa+metall", "?name=ALFA-Metall+GmbH"])
def test_a_former_name_finds_the_firm_however_it_is_spelled(buyer: Buyer, query: str) -> None:
    firm = CompanyFactory(name="Beta GmbH", cluster=buyer.cluster)
    CompanyName.objects.create(company=firm, name="Alfa Metall", match_name="alfametall")
    assert names(buyer, query) == ["Beta GmbH"]


def test_kind_size_and_district_narrow_the_list(buyer: Buyer) -> None:
    district = PlaceFactory(key="kreis-kl", name_de="Kreis KL", postcode="", latitude=None, longitude=None)
    place = PlaceFactory(key="landstuhl", parent=district)
    maker = CompanyFactory(
        name="Alpha AG", cluster=buyer.cluster, kind=CompanyKind.MANUFACTURER, employees=300
    )
    SiteFactory(company=maker, place=place)
    assert names(buyer, "?art=MANUFACTURER") == ["Alpha AG"]
    assert names(buyer, "?groesse=LARGE") == ["Alpha AG"]
    assert names(buyer, "?kreis=kreis-kl") == ["Alpha AG"]
    assert names(buyer, "?art=SUPPLIER&kreis=kreis-kl") == []


@pytest.mark.parametrize("query", ["?art=UNSINN", "?kreis=gibt-es-nicht", "?seite=unsinn", "?seite=99"])
def test_nonsense_in_the_address_never_fails(buyer: Buyer, query: str) -> None:
    assert buyer.client.get(f"/unternehmen/{query}").status_code == 200


def test_an_empty_result_says_what_to_do(buyer: Buyer) -> None:
    words = text_of(buyer.client.get("/unternehmen/?name=gibtesnicht"))
    assert "0 Unternehmen Kein Unternehmen passt dazu Nehmen Sie eine Einschränkung zurück" in words


def test_an_empty_directory_says_when_firms_appear() -> None:
    buyer = make_buyer()
    Company.objects.update(state=CompanyState.DRAFT)
    words = text_of(buyer.client.get("/unternehmen/"))
    assert words.endswith(
        "0 Unternehmen Noch steht kein Unternehmen im Verzeichnis "
        "Sobald die Wirtschaftsförderung Profile veröffentlicht, erscheinen sie hier."
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_seven_times(buyer: Buyer, rows: int, django_assert_num_queries) -> None:
    for number in range(rows):
        firm = CompanyFactory(name=f"Firma {number}", cluster=buyer.cluster)
        SiteFactory(company=firm)
        CapabilityFactory(company=firm)
    with django_assert_num_queries(7):
        buyer.client.get("/unternehmen/")


def test_the_own_firm_stands_in_the_frame(buyer: Buyer) -> None:
    content = buyer.client.get("/unternehmen/").content.decode()
    assert '<a class="header-firm" href="/unternehmen/omega-ag/" title="Omega AG">Omega AG</a>' in content
    assert "Metall-Cluster <small>Unternehmensdatenbank</small>" in content


def test_somebody_without_a_company_gets_the_frame_too(client) -> None:
    user = CompanyUserFactory().user
    user.company_roles.all().delete()
    client.force_login(user)
    assert client.get("/unternehmen/").status_code == 200
