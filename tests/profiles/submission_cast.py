"""A firm, its people and two stewards, for the tests of submissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from accounts.domain.staff_groups import sync_staff_groups
from accounts.models import User
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.enums import CompanyRole
from companies.models import Cluster, Company
from profiles.domain.submitting import save_draft, start_submission, submit
from profiles.models import Submission
from tests.factories import ClusterFactory, CompanyUserFactory, StaffFactory, UserFactory
from tests.factories.vocabulary import make_vocabulary

FIRM = ProfileData(
    name="Dreherei Muster GmbH",
    kind="SUPPLIER",
    street="Werkstraße 1",
    postcode="66849",
    town="Landstuhl",
    phone="06371 1000",
    employees=12,
    core_competences="Drehen bis Ø 200 mm.",
    offered_services="Fräsen.",
    materials="Edelstahl",
)


@dataclass
class House:
    """A cluster with one firm, its owner and two people of the agency."""

    cluster: Cluster
    company: Company
    owner: User
    steward: User
    colleague: User

    def draft(self, **answers: object) -> Submission:
        """A draft of the firm in which these answers are changed."""
        submission = start_submission(company=self.company, cluster=self.cluster, actor=self.owner)
        return save_draft(submission=submission, answers=ProfileData(**answers), actor=self.owner)

    def submitted(self, **answers: object) -> Submission:
        """The same, handed in."""
        return submit(submission=self.draft(**answers), actor=self.owner)

    def fresh(self) -> Company:
        """The firm as it is stored."""
        return Company.objects.get(pk=self.company.pk)


def make_house() -> House:
    """Store the vocabulary and the house."""
    make_vocabulary()
    cluster = ClusterFactory(name="Metall-Cluster", slug="metall")
    change = save_profile(data=FIRM, actor=None, cluster=cluster, source="Bestand")
    company = Company.objects.get(pk=change.company_id)
    owner = UserFactory(email="inhaber@firma.example")
    CompanyUserFactory(user=owner, company=company, role=CompanyRole.OWNER)
    return House(
        cluster,
        company,
        owner,
        StaffFactory(email="lotse@agentur.example", clusters=[cluster]),
        StaffFactory(email="kollegin@agentur.example", clusters=[cluster]),
    )


def make_reviewing_house(staff_groups: Mapping[str, Any]) -> House:
    """Store the house and give the people of the agency every right of staff (the setting STAFF_GROUPS)."""
    house = make_house()
    sync_staff_groups(groups=staff_groups)
    for person in (house.steward, house.colleague):
        person.groups.set(Group.objects.all())
    return house
