"""The cast of the tests: a small directory and one person for every standing that somebody can have in it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from accounts.domain.staff_groups import sync_staff_groups
from accounts.models import User
from companies.enums import CompanyRole, CompanyState
from companies.models import Cluster, Company
from matching.enums import Visibility
from matching.models import Demand
from tests.factories import (
    ClusterFactory,
    CompanyFactory,
    CompanyUserFactory,
    DemandFactory,
    StaffFactory,
    SuperuserFactory,
    UserFactory,
)

# In this order the columns of the permission matrix stand.
STANDINGS = ("anonymous", "owner", "editor", "viewer", "neighbour", "stranger", "staff", "superuser")


@dataclass
class Cast:
    """Two clusters: in the first `own` (with a draft beside it) and `other`, in the second `elsewhere`.

    `demand` of `own` is open to all members, `matched_demand` only to firms that fit (there are none), `far_demand`
    is that of `elsewhere`.
    """

    cluster: Cluster
    second_cluster: Cluster
    own: Company
    other: Company
    draft: Company
    elsewhere: Company
    demand: Demand
    matched_demand: Demand
    far_demand: Demand
    people: dict[str, User] = field(default_factory=dict)

    def client(self, standing: str) -> Client:
        """A browser in which the person of that standing is signed in ("anonymous": nobody)."""
        client = Client()
        if standing != "anonymous":
            client.force_login(self.people[standing])
        return client


def make_cast() -> Cast:
    """Store the whole cast."""
    cluster = ClusterFactory(name="Metall-Cluster Kaiserslautern", slug="kaiserslautern")
    second = ClusterFactory(name="Anderes Cluster", slug="anderes")
    own = CompanyFactory(name="Dreherei Vogel GmbH", cluster=cluster)
    elsewhere = CompanyFactory(name="Gießerei Fernab AG", cluster=second)
    cast = Cast(
        cluster=cluster,
        second_cluster=second,
        own=own,
        other=CompanyFactory(name="Blechwerk Hanauer KG", cluster=cluster),
        draft=CompanyFactory(name="Noch Nicht Fertig GmbH", cluster=cluster, state=CompanyState.DRAFT),
        elsewhere=elsewhere,
        demand=DemandFactory(company=own, cluster=cluster, is_open=True),
        matched_demand=DemandFactory(
            company=own, cluster=cluster, is_open=True, visibility=Visibility.MATCHED
        ),
        far_demand=DemandFactory(company=elsewhere, cluster=second, is_open=True),
    )
    for standing, company, role in (
        ("owner", cast.own, CompanyRole.OWNER),
        ("editor", cast.own, CompanyRole.EDITOR),
        ("viewer", cast.own, CompanyRole.VIEWER),
        ("neighbour", cast.other, CompanyRole.OWNER),
        ("stranger", cast.elsewhere, CompanyRole.OWNER),
    ):
        person = cast.people[standing] = UserFactory(email=f"{standing}@beispiel.de")
        CompanyUserFactory(user=person, company=company, role=role)
    sync_staff_groups(groups=settings.STAFF_GROUPS)
    groups = list(Group.objects.filter(name__in=settings.STAFF_GROUPS))
    cast.people["staff"] = StaffFactory(email="staff@beispiel.de", clusters=[cluster], groups=groups)
    cast.people["superuser"] = SuperuserFactory(email="superuser@beispiel.de")
    return cast
