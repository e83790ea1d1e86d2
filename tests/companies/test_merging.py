"""Two entries of one firm become one, and nothing gets lost."""

import pytest
from django.core.exceptions import ValidationError

from companies.domain.merging import merge_companies, preview_merge
from companies.domain.publishing import index
from companies.enums import CompanyRole, CompanyState
from companies.models import Company, CompanyUser, SearchRow
from tests.factories import (
    CapabilityFactory,
    CertificateHeldFactory,
    CompanyFactory,
    CompanyUserFactory,
    ContactPersonFactory,
    MachineFactory,
    ProcessFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def keep(cluster):
    company = CompanyFactory(name="Müller Zerspanung GmbH", cluster=cluster, core_text="Drehen", phone="1")
    SiteFactory(company=company)
    MachineFactory(company=company, type="Drehmaschine", make="Drehomat")
    index(company)
    return company


@pytest.fixture
def other(cluster):
    company = CompanyFactory(
        name="Mueller Zerspanungs KG", cluster=cluster, sought_text="Härten", phone="2", employees=9
    )
    SiteFactory(company=company)
    SiteFactory(
        company=company, is_main=False, label="Werk 2", postcode="67655", municipality="Kaiserslautern"
    )
    MachineFactory(company=company, type="drehmaschine", make="Drehomat")
    MachineFactory(company=company, type="Fräsmaschine")
    CertificateHeldFactory(company=company)
    ContactPersonFactory(company=company)
    index(company)
    return company


def test_preview_says_what_differs_and_what_moves(keep, other):
    preview = preview_merge(keep=keep, other=other)
    assert [(row.column, row.kept, row.other, row.taken) for row in preview.fields] == [
        ("name", "Müller Zerspanung GmbH", "Mueller Zerspanungs KG", False),
        ("phone", "1", "2", False),
        ("employees", None, 9, True),
        ("sought_text", "", "Härten", True),
    ]
    assert {row.label: (row.moved, row.doubled) for row in preview.moves} == {
        "Standorte": (1, 1),
        "Maschinen": (1, 1),
        "Zertifikate des Unternehmens": (1, 0),
        "Ansprechpersonen": (1, 0),
        "Mitgliedschaften": (0, 1),
    }
    assert [row.outcomes for row in preview.moves if row.outcomes] == [
        ("Mitglied in „Metall-Cluster“ sind beide: es bleibt eine Mitgliedschaft.",)
    ]
    assert preview.objections == ()
    assert Company.objects.filter(state=CompanyState.MERGED).count() == 0


def test_merging_moves_everything_and_fills_what_is_empty(keep, other):
    user = UserFactory()
    merge_companies(keep=keep, other=other, actor=user, take=["phone"])
    keep.refresh_from_db()
    assert (keep.name, keep.phone, keep.employees, keep.sought_text) == (
        "Müller Zerspanung GmbH",
        "2",
        9,
        "Härten",
    )
    assert [site.label for site in keep.sites.all()] == ["", "Werk 2"]
    assert [machine.type for machine in keep.machines.all()] == ["Drehmaschine", "Fräsmaschine"]
    assert (keep.certificates.count(), keep.contacts.count(), keep.memberships.count()) == (1, 1, 1)
    assert sorted(row.process.key for row in keep.capabilities.all()) == ["drehen", "fraesen", "haerten"]
    assert keep.history.first().history_user == user
    assert keep.history.first().history_change_reason == "Zusammengeführt: Mueller Zerspanungs KG"


def test_the_old_entry_leads_to_the_new_one_and_leaves_the_search(keep, other):
    merge_companies(keep=keep, other=other, actor=None)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == (CompanyState.MERGED, keep)
    assert Company.objects.at_address("mueller-zerspanungs-kg").get() == keep
    assert list(keep.names.values_list("name", flat=True)) == ["Mueller Zerspanungs KG"]
    assert dict(SearchRow.objects.values_list("company_id", "removed")) == {keep.pk: False, other.pk: True}
    assert other.history.count() >= 2


def test_the_name_can_come_from_the_entry_that_goes(keep, other):
    merge_companies(keep=keep, other=other, actor=None, take=["name"])
    keep.refresh_from_db()
    assert (keep.name, keep.slug) == ("Mueller Zerspanungs KG", "mueller-zerspanung-gmbh")
    assert list(keep.names.values_list("name", "slug")) == [
        ("Müller Zerspanung GmbH", "mueller-zerspanungs-kg")
    ]


def test_of_two_roles_of_one_person_the_stronger_stays(keep, other):
    person = UserFactory()
    CompanyUserFactory(user=person, company=keep, role=CompanyRole.VIEWER)
    CompanyUserFactory(user=person, company=other, role=CompanyRole.OWNER)
    CompanyUserFactory(company=other, role=CompanyRole.EDITOR)
    merge_companies(keep=keep, other=other, actor=None)
    assert sorted(CompanyUser.objects.values_list("company_id", "role")) == [
        (keep.pk, CompanyRole.EDITOR),
        (keep.pk, CompanyRole.OWNER),
    ]


def test_what_staff_entered_moves_once(keep, other):
    process = ProcessFactory()
    CapabilityFactory(company=keep, process=process)
    CapabilityFactory(company=other, process=process)
    CapabilityFactory(company=other)
    merge_companies(keep=keep, other=other, actor=None)
    entered = [row for row in keep.capabilities.all() if row.source == "ENTERED"]
    assert len(entered) == 2


def test_register_numbers_do_not_collide(keep, other):
    Company.objects.filter(pk=other.pk).update(
        register_number="HRB 1", register_court="Landstuhl", vat_id="DE1"
    )
    merge_companies(keep=keep, other=other, actor=None)
    keep.refresh_from_db()
    assert (keep.register_number, keep.register_court, keep.vat_id) == ("HRB 1", "Landstuhl", "DE1")


def test_a_chain_of_merges_leads_to_the_last(keep, other, cluster):
    third = CompanyFactory(name="Dritte GmbH", cluster=cluster)
    merge_companies(keep=keep, other=other, actor=None)
    merge_companies(keep=third, other=keep, actor=None)
    other.refresh_from_db()
    assert other.merged_into == third
    assert Company.objects.at_address("mueller-zerspanungs-kg").get() == third
    assert Company.objects.at_address("mueller-zerspanung-gmbh").get() == third


@pytest.mark.parametrize("again", [False, True])
def test_what_cannot_be_merged(keep, other, again):
    if again:
        merge_companies(keep=keep, other=other, actor=None)
    with pytest.raises(ValidationError) as caught:
        merge_companies(keep=keep, other=other if again else keep, actor=None)
    assert caught.value.messages == [
        "„Mueller Zerspanungs KG“ ist schon zusammengeführt worden."
        if again
        else "Ein Unternehmen lässt sich nicht mit sich selbst zusammenführen."
    ]
