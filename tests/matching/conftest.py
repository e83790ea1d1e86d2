"""A cluster with the small vocabulary, a firm that asks and firms that can do something."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from companies.domain.profile import save_profile
from companies.domain.profile_data import CertificateData, ProfileData
from companies.models import Cluster, Company
from tests.factories import ClusterFactory, CompanyUserFactory, StaffFactory
from tests.factories.vocabulary import make_vocabulary


@dataclass
class World:
    """`seeker` asks and is run by `owner`; `laser` cuts 1.4301 and holds EN 1090, `welder` only welds."""

    cluster: Cluster
    seeker: Company
    owner: User
    laser: Company
    welder: Company
    staff: User

    def save(self, name: str, **answers: object) -> Company:
        """Store a published firm of the cluster with its answers."""
        data = ProfileData(name=name, **answers)  # type: ignore[arg-type]
        change = save_profile(data=data, actor=None, cluster=self.cluster, source="Test")
        return Company.objects.get(pk=change.company_id)


@pytest.fixture
def world(db: None) -> World:
    make_vocabulary()
    cluster = ClusterFactory(name="Metall-Cluster", slug="metall")
    world = World(cluster, None, None, None, None, StaffFactory(clusters=[cluster]))  # type: ignore[arg-type]
    place = {"postcode": "66849", "town": "Landstuhl"}
    world.seeker = world.save("Einkauf Beispiel AG", core_competences="Drehen", **place)
    world.laser = world.save(
        "Lasertechnik Nord GmbH",
        core_competences="Laserschneiden von Blechen, Schweißen",
        materials="1.4301",
        certificates=(CertificateData(name="EN 1090 EXC2"),),
        **place,
    )
    world.welder = world.save("Schweißerei Süd KG", core_competences="WIG-Schweißen", **place)
    world.owner = CompanyUserFactory(company=world.seeker).user
    return world
