"""Which stored firms are shown when a new one resembles them."""

import pytest

from companies.domain.duplicates import find_duplicates
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.enums import CompanyState
from companies.models import Company, CompanyName
from tests.factories import CompanyFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    company = CompanyFactory(name="Müller Zerspanung GmbH")
    SiteFactory(company=company, postcode="66849", municipality="Landstuhl")
    return company


def reasons(**given):
    return [(found.company.name, found.reason, found.certain) for found in find_duplicates(**given)]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            {"name": "Mueller Zerspanungs GmbH & Co. KG", "postcode": "66849", "town": "Landstuhl"},
            "gleicher Name am selben Ort, nur anders geschrieben",
        ),
        ({"name": "Müller Zerspannung", "town": "Landstuhl"}, "ähnlicher Name am selben Ort"),
        ({"name": "Mueller Zerspanung"}, "gleicher Name, Ort bei einem von beiden unbekannt"),
    ],
)
def test_names_in_one_place(company, given, reason):
    assert reasons(**given) == [("Müller Zerspanung GmbH", reason, False)]


@pytest.mark.parametrize(
    "given",
    [
        {"name": "Müller Zerspanung GmbH", "postcode": "67655", "town": "Kaiserslautern"},
        {"name": "Meier Laserschneiden GmbH", "postcode": "66849", "town": "Landstuhl"},
        {"name": "Müller Zerspanung 2 GmbH", "postcode": "66849", "town": "Landstuhl"},
    ],
)
def test_others_are_no_candidates(company, given):
    assert reasons(**given) == []


def test_a_former_name_counts(company):
    CompanyName.objects.create(company=company, name="Dreherei Alt", match_name="dreherei" + "alt")
    assert reasons(name="Dreherei Alt e. K.", town="Landstuhl") == [
        ("Müller Zerspanung GmbH", "hieß früher so, selber Ort", False)
    ]


def test_register_and_vat_are_certain_and_come_first(company):
    other = CompanyFactory(
        name="Ganz Anders AG", register_number="HRB 12.345", register_court="Kaiserslautern", vat_id="DE1"
    )
    assert reasons(
        name="Müller Zerspanung",
        town="Landstuhl",
        register_number="HRB 12345",
        register_court="Amtsgericht Kaiserslautern",
    ) == [
        ("Ganz Anders AG", "gleiche Registernummer beim selben Gericht", True),
        ("Müller Zerspanung GmbH", "gleicher Name am selben Ort, nur anders geschrieben", False),
    ]
    assert reasons(name="Neu", vat_id="de 1") == [(other.name, "gleiche USt-IdNr.", True)]


def test_the_number_without_its_court_says_nothing(company):
    CompanyFactory(name="Ganz Anders AG", register_number="HRB 12345", register_court="Kaiserslautern")
    assert reasons(name="Neu GmbH", register_number="HRB 12345") == []


def test_the_firm_itself_merged_ones_and_hidden_ones_are_left_out(company):
    CompanyFactory(
        name="Müller Zerspanung KG",
        slug="alt",
        state=CompanyState.MERGED,
        merged_into=company,
    )
    given = {"name": "Müller Zerspanung", "town": "Landstuhl"}
    assert reasons(**given, exclude=company) == []
    assert reasons(**given, among=Company.objects.exclude(pk=company.pk)) == []


def test_saving_a_profile_does_not_merge_by_itself(company, cluster):
    save_profile(
        data=ProfileData(name="Mueller Zerspanung", postcode="66849"), actor=None, cluster=cluster, source="T"
    )
    assert Company.objects.count() == 2
