"""The cast of the tests: a small directory and one person for every standing that somebody can have in it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.domain.staff_groups import sync_staff_groups
from accounts.models import User
from companies.domain.identity import match_name, sort_name
from companies.enums import CompanyRole, CompanyState
from companies.models import Cluster, Company, CompanyUser, Membership
from tests.factories.people import UserFactory

# In this order the columns of the permission matrix stand.
STANDINGS = ("anonymous", "owner", "editor", "viewer", "neighbour", "stranger", "staff", "superuser")


@dataclass
class Cast:
    """Two clusters: in the first `own` (with a draft beside it) and `other`, in the second `elsewhere`."""

    cluster: Cluster
    second_cluster: Cluster
    own: Company
    other: Company
    draft: Company
    elsewhere: Company
    people: dict[str, User] = field(default_factory=dict)

    def client(self, standing: str) -> Client:
        """A browser in which the person of that standing is signed in ("anonymous": nobody)."""
        client = Client()
        if standing != "anonymous":
            client.force_login(self.people[standing])
        return client


def make_company(name: str, cluster: Cluster, state: str = CompanyState.PUBLISHED) -> Company:
    """Store a firm that has only a name, as a member of the cluster."""
    company = Company.objects.create(
        name=name,
        slug=match_name(name).replace(" ", "-"),
        match_name=match_name(name),
        sort_name=sort_name(name),
        state=state,
    )
    Membership.objects.create(cluster=cluster, company=company)
    return company


def make_cast() -> Cast:
    """Store the whole cast."""
    cluster = Cluster.objects.create(name="Metall-Cluster Kaiserslautern", slug="kaiserslautern")
    second = Cluster.objects.create(name="Anderes Cluster", slug="anderes")
    cast = Cast(
        cluster=cluster,
        second_cluster=second,
        own=make_company("Dreherei Vogel GmbH", cluster),
        other=make_company("Blechwerk Hanauer KG", cluster),
        draft=make_company("Noch Nicht Fertig GmbH", cluster, CompanyState.DRAFT),
        elsewhere=make_company("Gießerei Fernab AG", second),
    )
    for standing, company, role in (
        ("owner", cast.own, CompanyRole.OWNER),
        ("editor", cast.own, CompanyRole.EDITOR),
        ("viewer", cast.own, CompanyRole.VIEWER),
        ("neighbour", cast.other, CompanyRole.OWNER),
        ("stranger", cast.elsewhere, CompanyRole.OWNER),
    ):
        person = cast.people[standing] = UserFactory(email=f"{standing}@beispiel.de")
        CompanyUser.objects.create(user=person, company=company, role=role)
    sync_staff_groups(groups=settings.STAFF_GROUPS)
    cast.people["staff"] = staff = UserFactory(email="staff@beispiel.de", is_staff=True)
    staff.groups.set(Group.objects.filter(name__in=settings.STAFF_GROUPS))
    cluster.staff.add(staff)
    cast.people["superuser"] = User.objects.create_superuser("superuser@beispiel.de", password="x")
    return cast
